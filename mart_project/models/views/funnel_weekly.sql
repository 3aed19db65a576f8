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

counted as (

    select
        steps.funnel,
        reached.entry_week,
        steps.step_number,
        steps.event_type,
        count(*) filter (where reached.step_count >= steps.step_number) as user_count
    from {{ ref('funnel_steps') }} as steps
    inner join reached on steps.funnel = reached.funnel
    group by steps.funnel, reached.entry_week, steps.step_number, steps.event_type

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
