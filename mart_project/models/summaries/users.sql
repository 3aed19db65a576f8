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
        -- the index returns a user's days in order, so these two need no sort
        array_agg(activity_date order by activity_date) as active_days,
        array_agg(first_referrer order by activity_date) filter (where first_referrer is not null) as referrers
    from {{ ref('users_daily') }}
    group by user_id

)

select
    user_id,
    first_seen_at,
    last_seen_at,
    event_count,
    session_count,
    active_day_count,
    -- distinct over the few days of one user takes half the time of array_agg(distinct ...)
    array(
        -- the Monday of the week: 0001-01-01 was a Monday
        select distinct visits.active_day - (visits.active_day - date '0001-01-01') % 7 as active_week
        from unnest(active_days) as visits (active_day)
        order by active_week
    ) as active_weeks,
    referrers[1] as first_referrer
from totals
