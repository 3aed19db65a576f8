/*
description: >
  How many users come back, by the week of their first event and the number of weeks since.
parameters:
  from:
    type: date
    description: First cohort. Without it, all cohorts.
  to:
    type: date
    description: Last cohort. Without it, all cohorts.
  weeks:
    type: integer
    default: 12
    minimum: 0
    maximum: 520
    description: Number of weeks after the first one.
*/
select
    cohort_week,
    week_number,
    user_count,
    retention,
    is_partial
from retention_weekly
where
    week_number <= :weeks
    and (:from is null or cohort_week >= :from)
    and (:to is null or cohort_week <= :to)
order by cohort_week, week_number
