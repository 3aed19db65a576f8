{{ config(unique_key='user_id', meta={'order_by': ['user_id']}) }}

with totals as (

    select
        user_id,
        min(first_event_at) as first_seen_at,
        max(last_event_at) as last_seen_at,
        sum(event_count) as event_count,
        sum(session_count) as session_count,
        count(*) as active_day_count,
        arraySort(groupUniqArray({{ week_of('activity_date') }})) as active_weeks
    from {{ ref('users_daily') }}
    group by user_id

),

first_sessions as (

    select
        user_id,
        argMin(tuple(channel, origin, first_referrer), session_started_at) as first_session
    from {{ ref('sessions') }}
    group by user_id

),

goals as (

    select
        assumeNotNull(events.user_id) as user_id,
        min(event_at) as converted_at
    from {{ ref('events') }} as events
    where events.user_id is not null and event_type = {{ text_literal(var('goal_event_type')) }}
    group by events.user_id

)

select
    totals.user_id as user_id,
    totals.first_seen_at as first_seen_at,
    totals.last_seen_at as last_seen_at,
    totals.event_count as event_count,
    totals.session_count as session_count,
    totals.active_day_count as active_day_count,
    totals.active_weeks as active_weeks,
    first_sessions.first_session.1 as first_channel,
    first_sessions.first_session.2 as first_origin,
    first_sessions.first_session.3 as first_referrer,
    -- without a row on the right, ClickHouse joins the first moment of its calendar
    if(goals.user_id = totals.user_id, toNullable(goals.converted_at), null) as converted_at
from totals
inner join first_sessions on totals.user_id = first_sessions.user_id
left join goals on totals.user_id = goals.user_id
