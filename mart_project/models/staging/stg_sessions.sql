select
    session_id,
    user_id,
    {{ from_micros('session_started_at') }} as session_started_at,
    {{ from_micros('session_ended_at') }} as session_ended_at,
    duration_seconds,
    event_count,
    first_event_type,
    last_event_type,
    first_referrer
from {{ source('landing', 'sessions') }}
where run_id = {{ last_committed_run() }}
