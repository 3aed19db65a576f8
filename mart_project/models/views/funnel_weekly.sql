with reached as (

    -- a user counts with the furthest of its journeys of the week
    select
        funnel,
        {{ week_of('entry_date') }} as entry_week,
        user_id,
        max(step_count) as step_count
    from {{ ref('journeys') }}
    group by funnel, entry_week, user_id

),

furthest as (

    select
        funnel,
        entry_week,
        step_count,
        count(*) as user_count
    from reached
    group by funnel, entry_week, step_count

),

counted as (

    select
        steps.funnel,
        furthest.entry_week,
        steps.step_number,
        steps.event_type,
        cast(
            coalesce(sum(furthest.user_count) filter (where furthest.step_count >= steps.step_number), 0) as bigint
        ) as user_count
    from {{ ref('funnel_steps') }} as steps
    inner join furthest on steps.funnel = furthest.funnel
    group by steps.funnel, furthest.entry_week, steps.step_number, steps.event_type

)

select
    funnel,
    entry_week,
    step_number,
    event_type,
    user_count,
    {{ share_of('user_count', 'first_value(user_count) over step_order') }} as share_of_first_step,
    {{ share_of('user_count', 'lag(user_count) over step_order') }} as share_of_previous_step
from counted
window step_order as (partition by funnel, entry_week order by step_number)
