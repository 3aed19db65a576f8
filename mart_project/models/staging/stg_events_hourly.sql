select
    {{ from_micros('event_hour_at') }} as event_hour_at,
    event_type,
    event_count,
    user_count
from {{ source('landing', 'events_hourly') }}
where run_id = {{ last_committed_run() }}
