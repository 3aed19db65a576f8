select /*+ rebalance(event_date) */
    user_id,
    min(event_at) as first_event_at,
    max(event_at) as last_event_at,
    count(*) as event_count,
    count_if(is_session_start) as session_count,
    min_by({{ index_key('referrer') }}, struct(event_at, event_id, source)) filter (
        where referrer is not null
    ) as first_referrer,
    max(changed_in) as changed_in,
    event_date
from {{ ref('fct_events') }}
where
    user_id is not null
    and {{ on_changed_dates() }}
group by event_date, user_id
