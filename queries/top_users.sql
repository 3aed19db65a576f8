/*
description: >
  The users with the most events or sessions.
parameters:
  by:
    type: text
    default: events
    choices: [events, sessions, days]
    description: What counts.
  count:
    type: integer
    default: 10
    minimum: 1
    maximum: 1000
    description: Number of users.
*/
select
    user_id,
    event_count,
    session_count,
    active_day_count,
    first_seen_at,
    last_seen_at
from users
order by
    case :by when 'events' then event_count when 'sessions' then session_count else active_day_count end desc,
    user_id asc
limit :count
