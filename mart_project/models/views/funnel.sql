with reached as (

    -- a user counts with the furthest of its journeys
    select
        funnel,
        user_id,
        max(step_count) as step_count
    from {{ ref('journeys') }}
    group by funnel, user_id

),

furthest as (

    select
        funnel,
        step_count,
        count(*) as user_count
    from reached
    group by funnel, step_count

),

counted as (

    select
        steps.funnel,
        steps.step_number,
        steps.event_type,
        cast(
            coalesce(sum(furthest.user_count) filter (where furthest.step_count >= steps.step_number), 0) as bigint
        ) as user_count
    from {{ ref('funnel_steps') }} as steps
    left join furthest on steps.funnel = furthest.funnel
    group by steps.funnel, steps.step_number, steps.event_type

)

select
    funnel,
    step_number,
    event_type,
    user_count,
    {{ share_of('user_count', 'first_value(user_count) over step_order') }} as share_of_first_step,
    {{ share_of('user_count', 'lag(user_count) over step_order') }} as share_of_previous_step
from counted
window step_order as (partition by funnel order by step_number)
