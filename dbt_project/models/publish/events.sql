select
    source,
    event_id,
    event_type,
    event_at,
    is_event_at_inferred,
    received_at,
    user_id,
    session_id,
    is_session_start,
    referrer,
    schema_error,
    event,
    {{ is_unsafe_for_jsonb('event') }} as is_unsafe_for_jsonb,
    raw_file
from {{ ref('fct_events') }}
where {{ has_changed_since(published_since()) }}
