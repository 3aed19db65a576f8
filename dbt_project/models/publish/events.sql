select
    event_id,
    event_type,
    event_at,
    is_event_at_inferred,
    received_at,
    user_id,
    session_id,
    is_session_start,
    referrer,
    source,
    schema_error,
    event,
    raw_file
from {{ ref('fct_events') }}
where {{ has_changed_since(published_since()) }}
