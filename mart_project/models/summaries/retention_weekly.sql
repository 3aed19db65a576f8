{{
    config(
        unique_key='cohort_week',
        indexes=[
            {'columns': ['cohort_week', 'week_number'], 'unique': true},
        ],
    )
}}

with counted as (

    select
        -- the array is in order
        visitors.active_weeks[1] as cohort_week,
        (weeks.active_week - visitors.active_weeks[1]) / 7 as week_number,
        count(*) as user_count
    from {{ ref('users') }} as visitors
    cross join unnest(visitors.active_weeks) as weeks (active_week)
    group by visitors.active_weeks[1], (weeks.active_week - visitors.active_weeks[1]) / 7

)

select
    cohort_week,
    week_number,
    user_count,
    round(
        user_count::numeric / first_value(user_count) over (partition by cohort_week order by week_number), 4
    ) as retention
from counted
