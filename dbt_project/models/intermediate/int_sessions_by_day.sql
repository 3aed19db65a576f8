select /*+ rebalance(event_date) */
    session_id,
    user_id,
    session_started_at,
    max(event_at) as last_event_at,
    count(*) as event_count,
    min_by(event_type, struct(event_at, event_id, source)) as first_event_type,
    max_by(event_type, struct(event_at, event_id, source)) as last_event_type,
    min_by(referrer, struct(event_at, event_id, source)) filter (where referrer is not null) as first_referrer,
    max(changed_in) as changed_in,
    event_date
from {{ ref('fct_events') }}
where
    session_id is not null
    and {{ on_changed_dates() }}
-- user_id and session_started_at depend on session_id: grouping by them is cheaper than min()
group by event_date, session_id, user_id, session_started_at
