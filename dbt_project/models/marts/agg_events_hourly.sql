select /*+ rebalance(event_date) */
    date_trunc('hour', event_at) as event_hour_at,
    event_type,
    count(*) as event_count,
    count(distinct user_id) as user_count,
    max(changed_in) as changed_in,
    event_date
from {{ ref('fct_events') }}
where {{ on_changed_dates() }}
group by event_date, date_trunc('hour', event_at), event_type
