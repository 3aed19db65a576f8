select
    event_hour_at,
    event_type,
    event_count,
    user_count
from {{ ref('agg_events_hourly') }}
where {{ has_changed_since(published_since()) }}
