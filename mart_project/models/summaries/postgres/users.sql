{{
    config(
        unique_key='user_id',
        indexes=[
            {'columns': ['user_id'], 'unique': true},
            {'columns': ['event_count desc', 'user_id']},
        ],
    )
}}

with totals as (

    select
        user_id,
        min(first_event_at) as first_seen_at,
        max(last_event_at) as last_seen_at,
        sum(event_count)::bigint as event_count,
        sum(session_count)::bigint as session_count,
        count(*) as active_day_count,
        -- the index returns a user's days in order, so this needs no sort
        array_agg(activity_date order by activity_date) as active_days
    from {{ ref('users_daily') }}
    group by user_id

),

first_sessions as (

    select distinct on (user_id)
        user_id,
        channel,
        origin,
        first_referrer
    from {{ ref('sessions') }}
    order by user_id, session_started_at

)

select
    totals.user_id,
    totals.first_seen_at,
    totals.last_seen_at,
    totals.event_count,
    totals.session_count,
    totals.active_day_count,
    -- distinct over the few days of one user takes half the time of array_agg(distinct ...)
    array(
        select distinct {{ week_of('visits.active_day') }} as active_week
        from unnest(totals.active_days) as visits (active_day)
        order by active_week
    ) as active_weeks,
    first_sessions.channel as first_channel,
    first_sessions.origin as first_origin,
    first_sessions.first_referrer,
    goals.converted_at
from totals
inner join first_sessions on totals.user_id = first_sessions.user_id
cross join lateral (
    select min(events.event_at) as converted_at
    from {{ ref('events') }} as events
    where
        events.user_id = totals.user_id
        and events.event_type = {{ text_literal(var('goal_event_type')) }}
) as goals
