select
    session_id,
    user_id,
    session_started_at,
    session_ended_at,
    duration_seconds,
    event_count,
    event_type_count,
    first_event_type,
    last_event_type,
    first_referrer
from {{ source('landing', 'sessions') }}
where run_id = {{ last_committed_run() }}
