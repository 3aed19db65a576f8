{{
    config(
        indexes=[
            {'columns': ['cohort_week', 'week_number'], 'unique': true},
        ],
    )
}}

with alike as (

    -- many users were active in the very same weeks
    select
        active_weeks,
        count(*) as user_count
    from {{ ref('users') }}
    group by active_weeks

),

counted as (

    select
        -- the array is in order
        alike.active_weeks[1] as cohort_week,
        (weeks.active_week - alike.active_weeks[1]) / 7 as week_number,
        sum(alike.user_count)::bigint as user_count
    from alike
    cross join unnest(alike.active_weeks) as weeks (active_week)
    group by alike.active_weeks[1], (weeks.active_week - alike.active_weeks[1]) / 7

)

select
    cohort_week,
    week_number,
    user_count,
    round(
        user_count::numeric / first_value(user_count) over (partition by cohort_week order by week_number), 4
    ) as retention
from counted
