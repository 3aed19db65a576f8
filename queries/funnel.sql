/*
description: >
  How many users reach each step of a funnel, of those who took its first step in a period.
parameters:
  funnel:
    type: text
    default: purchase
    description: Name of the funnel, from var `funnels` of the mart's dbt project.
  from:
    type: date
    description: First day on which users took the first step. Without it, all days.
  to:
    type: date
    description: Last day on which users took the first step. Without it, all days.
*/
with reached as (
    select
        user_id,
        max(step_count) as step_count
    from journeys
    where
        funnel = :funnel
        and (:from is null or entry_date >= :from)
        and (:to is null or entry_date <= :to)
    group by user_id
),

steps as (
    select
        step_number,
        event_type
    from funnel
    where funnel = :funnel
),

counted as (
    select
        steps.step_number,
        steps.event_type,
        count(reached.user_id) as user_count
    from steps
    left join reached on steps.step_number <= reached.step_count
    group by steps.step_number, steps.event_type
)

select
    step_number,
    event_type,
    user_count,
    round(user_count::numeric / nullif(first_value(user_count) over steps_in_order, 0), 4) as share_of_first_step
from counted
window steps_in_order as (order by step_number)
order by step_number
