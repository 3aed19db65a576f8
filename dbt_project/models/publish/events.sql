select
    source,
    event_id,
    event_type,
    event_at,
    is_event_at_inferred,
    received_at,
    user_id,
    referrer,
    schema_error,
    event,
    {{ is_unsafe_for_jsonb('event') }} as is_unsafe_for_jsonb,
    raw_file
from {{ ref('fct_events') }}
where batch_id > {{ published_since() }}
