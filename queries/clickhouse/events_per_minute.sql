select
    toStartOfMinute(events.event_at) as minute_at,
    events.event_type,
    count(*) as event_count
from events
cross join watermark
where
    events.event_at > watermark.complete_through - toIntervalHour(:hours)
    and events.event_at <= watermark.complete_through
    and (:types is null or events.event_type in :types)
group by minute_at, events.event_type
order by minute_at, events.event_type
