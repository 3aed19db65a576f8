/*
description: >
  Number of events by minute and type, of the hours before the time up to which the mart is complete.
parameters:
  types:
    type: text
    is_list: true
    description: Types of events. Without it, all types.
  hours:
    type: integer
    default: 1
    minimum: 1
    maximum: 168
    description: Number of hours.
*/
select
    date_trunc('minute', events.event_at) as minute_at,
    events.event_type,
    count(*) as event_count
from events
cross join watermark
where
    events.event_at > watermark.complete_through - make_interval(hours => :hours::integer)
    and events.event_at <= watermark.complete_through
    and (:types is null or events.event_type = any(:types))
group by minute_at, events.event_type
order by minute_at, events.event_type
