-- a user reaches a step by doing it after all steps before it, in order
with counted as (

    {% for step in var('funnel_steps') %}
        select
            {{ loop.index }} as step_number,
            {{ text_literal(step) }} as event_type,
            count(*) as user_count
        from {{ ref('user_journeys') }}
        where funnel_step_count >= {{ loop.index }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    step_number,
    event_type,
    user_count,
    round(user_count::numeric / nullif(first_value(user_count) over step_order, 0), 4) as share_of_first_step,
    round(user_count::numeric / nullif(lag(user_count) over step_order, 0), 4) as share_of_previous_step
from counted
window step_order as (order by step_number)
