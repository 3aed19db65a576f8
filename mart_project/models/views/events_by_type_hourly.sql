select
    event_hour_at,
    event_type,
    event_count,
    user_count
from {{ ref('events_hourly') }}
