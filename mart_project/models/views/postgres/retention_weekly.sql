with cohorts as (

    select
        cohort_week,
        user_count as cohort_user_count
    from {{ ref('cohorts_weekly') }}
    where active_week = cohort_week

),

-- the time up to which the mart is complete lies in the last week
last_week as (

    select {{ date_of('complete_through') }} as complete_date
    from {{ ref('watermark') }}

),

weeks as (

    select
        cohorts.cohort_week,
        cohorts.cohort_user_count,
        last_week.complete_date,
        elapsed.week_number,
        cohorts.cohort_week + elapsed.week_number * 7 as active_week
    from cohorts
    cross join last_week
    cross join lateral generate_series(
        0, greatest(0, (last_week.complete_date - cohorts.cohort_week) / 7)
    ) as elapsed (week_number)

)

select
    weeks.cohort_week,
    weeks.week_number,
    coalesce(found.user_count, 0) as user_count,
    {{ share_of('coalesce(found.user_count, 0)', 'weeks.cohort_user_count') }} as retention,
    weeks.active_week + 7 > weeks.complete_date as is_partial
from weeks
left join {{ ref('cohorts_weekly') }} as found
    on weeks.cohort_week = found.cohort_week and weeks.active_week = found.active_week
