select /*+ rebalance(event_date) */
    session_id,
    min(user_id) as user_id,
    min(session_started_at) as session_started_at,
    max(event_at) as last_event_at,
    count(*) as event_count,
    collect_set(event_type) as event_types,
    min_by(event_type, struct(event_at, event_id)) as first_event_type,
    max_by(event_type, struct(event_at, event_id)) as last_event_type,
    min_by(referrer, struct(event_at, event_id)) filter (where referrer is not null) as first_referrer,
    max(changed_in) as changed_in,
    event_date
from {{ ref('fct_events') }}
where
    session_id is not null
    and {{ on_changed_dates() }}
group by event_date, session_id
