{{ config(meta={'order_by': ['cohort_week', 'active_week']}) }}

select
    -- the array is sorted
    active_weeks[1] as cohort_week,
    arrayJoin(active_weeks) as active_week,
    count(*) as user_count
from {{ ref('users') }}
group by cohort_week, active_week
