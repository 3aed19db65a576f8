select
    user_id,
    event_date as activity_date,
    {{ from_micros('first_event_at') }} as first_event_at,
    {{ from_micros('last_event_at') }} as last_event_at,
    event_count,
    session_count,
    first_referrer
from {{ source('landing', 'users_daily') }}
where run_id = {{ last_committed_run() }}
