select
    date_trunc('hour', event_at) as event_hour_at,
    event_type,
    count(*) as event_count,
    count(distinct user_id) as user_count
from {{ ref('fct_events') }}
group by date_trunc('hour', event_at), event_type
