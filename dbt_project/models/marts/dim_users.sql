with user_events as (

    select * from {{ ref('fct_events') }}
    where user_id is not null

)

select
    user_id,
    min(event_at) as first_seen_at,
    max(event_at) as last_seen_at,
    count(*) as event_count,
    count(distinct session_id) as session_count,
    count(distinct to_date(event_at)) as active_day_count,
    min_by(referrer, struct(event_at, event_id)) filter (where referrer is not null) as first_referrer
from user_events
group by user_id
