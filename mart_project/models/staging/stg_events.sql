select
    sent.source,
    sent.event_id,
    sent.event_type,
    {{ from_micros('sent.event_at') }} as event_at,
    {{ date_of(from_micros('sent.event_at')) }} as event_date,
    sent.is_event_at_inferred,
    {{ from_micros('sent.received_at') }} as received_at,
    sent.user_id,
    sent.page_url,
    sent.referrer,
    sent.schema_error,
    {{ safe_jsonb('sent.event', 'sent.is_unsafe_for_jsonb') }} as event,
    sent.raw_file
from {{ source('landing', 'events') }} as sent
where sent.run_id = {{ last_committed_run() }}
