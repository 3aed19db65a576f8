select
    source,
    event_id,
    event_type,
    {{ from_micros('sent.event_at') }} as event_at,
    {{ date_of(from_micros('sent.event_at')) }} as event_date,
    is_event_at_inferred,
    {{ from_micros('sent.received_at') }} as received_at,
    user_id,
    page_url,
    referrer,
    schema_error,
    {{ safe_jsonb('sent.event', 'is_unsafe_for_jsonb') }} as event,
    raw_file
from {{ source('landing', 'events') }} as sent
where run_id = {{ last_committed_run() }}
