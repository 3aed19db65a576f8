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
    and (:types is null or event_type in :types)
    and (:from is null or event_at >= :from)
    and (:to is null or event_at < :to)
order by event_at desc, source asc, event_id asc
