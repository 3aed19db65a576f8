with active_weeks as (

    select distinct
        user_id,
        date_trunc('week', event_at at time zone 'UTC')::date as active_week
    from {{ ref('events') }}
    where user_id is not null

),

cohorts as (

    select
        user_id,
        min(active_week) as cohort_week
    from active_weeks
    group by user_id

),

counted as (

    select
        cohorts.cohort_week,
        (active_weeks.active_week - cohorts.cohort_week) / 7 as week_number,
        count(*) as user_count
    from active_weeks
    inner join cohorts on active_weeks.user_id = cohorts.user_id
    group by cohorts.cohort_week, (active_weeks.active_week - cohorts.cohort_week) / 7

)

select
    cohort_week,
    week_number,
    user_count,
    round(
        user_count::numeric / first_value(user_count) over (partition by cohort_week order by week_number), 4
    ) as retention
from counted
