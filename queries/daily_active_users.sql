/*
description: >
  Users with at least one event, by day.
parameters:
  from:
    type: date
    description: First day. Without it, all days.
  to:
    type: date
    description: Last day. Without it, all days.
*/
select
    activity_date,
    active_user_count,
    event_count
from daily_active_users
where
    (:from is null or activity_date >= :from)
    and (:to is null or activity_date <= :to)
order by activity_date
