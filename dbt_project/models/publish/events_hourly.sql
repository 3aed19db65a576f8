select * from {{ ref('agg_events_hourly') }}
