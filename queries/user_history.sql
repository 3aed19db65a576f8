/*
description: >
  The events of one user, newest first.
parameters:
  user_id:
    type: text
    is_required: true
    description: Id of the user, as in the events.
  types:
    type: text
    is_list: true
    description: Types of events. Without it, all types.
  from:
    type: timestamp
    description: Time of the first event. Without it, all events.
  to:
    type: timestamp
    description: The events are earlier than this time. Without it, all events.
*/
select
    event_at,
    event_type,
    source,
    event_id,
    session_id,
    event
from events
where
    user_id = :user_id
    and (:types is null or event_type = any(:types))
    and (:from is null or event_at >= :from)
    and (:to is null or event_at < :to)
order by event_at desc, source asc, event_id asc
