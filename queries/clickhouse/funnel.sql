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

-- how many users took as many steps, and no more
counted as (
    select
        step_count,
        count(*) as user_count
    from reached
    group by step_count
    union all
    -- so that there is a row although nobody has taken a step
    select
        0 as step_count,
        0 as user_count
),

steps as (
    select
        funnel.step_number,
        funnel.event_type,
        sumIf(counted.user_count, counted.step_count >= funnel.step_number) as user_count
    from funnel
    cross join counted
    where funnel.funnel = :funnel
    group by funnel.step_number, funnel.event_type
)

select
    step_number,
    event_type,
    user_count,
    round(user_count / nullIf(first_value(user_count) over (order by step_number), 0), 4) as share_of_first_step
from steps
order by all
