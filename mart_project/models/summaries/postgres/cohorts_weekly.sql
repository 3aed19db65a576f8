{{
    config(
        unique_key=['cohort_week', 'active_week'],
        indexes=[{'columns': ['cohort_week', 'active_week'], 'unique': true}],
    )
}}

with week_sets as (

    -- many users share the same set of weeks: count them before unnest()
    select
        active_weeks,
        count(*) as user_count
    from {{ ref('users') }}
    group by active_weeks

)

select
    -- the array is sorted
    week_sets.active_weeks[1] as cohort_week,
    weeks.active_week,
    sum(week_sets.user_count)::bigint as user_count
from week_sets
cross join unnest(week_sets.active_weeks) as weeks (active_week)
group by week_sets.active_weeks[1], weeks.active_week
