with session_events as (

    select * from {{ ref('fct_events') }}
    where session_id is not null

)

select
    session_id,
    min(user_id) as user_id,
    min(event_at) as session_started_at,
    max(event_at) as session_ended_at,
    unix_timestamp(max(event_at)) - unix_timestamp(min(event_at)) as duration_seconds,
    count(*) as event_count,
    count(distinct event_type) as event_type_count,
    min_by(event_type, struct(event_at, event_id)) as first_event_type,
    max_by(event_type, struct(event_at, event_id)) as last_event_type,
    min_by(referrer, struct(event_at, event_id)) filter (where referrer is not null) as first_referrer
from session_events
group by session_id
