{{
    config(
        indexes=[
            {'columns': ['cohort_week', 'week_number'], 'unique': true},
        ],
    )
}}

with week_sets as (

    -- many users share the same set of weeks: count them before unnest()
    select
        active_weeks,
        count(*) as user_count
    from {{ ref('users') }}
    group by active_weeks

),

counted as (

    select
        -- the array is sorted
        week_sets.active_weeks[1] as cohort_week,
        (weeks.active_week - week_sets.active_weeks[1]) / 7 as week_number,
        sum(week_sets.user_count)::bigint as user_count
    from week_sets
    cross join unnest(week_sets.active_weeks) as weeks (active_week)
    group by week_sets.active_weeks[1], (weeks.active_week - week_sets.active_weeks[1]) / 7

)

select
    cohort_week,
    week_number,
    user_count,
    round(
        user_count::numeric / first_value(user_count) over (partition by cohort_week order by week_number), 4
    ) as retention
from counted
