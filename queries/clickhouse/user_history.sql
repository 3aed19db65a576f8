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
-- by all columns: rows that are equal in the order come in any order
order by event_at desc, source asc, event_id asc, event_type asc, session_id asc, event asc
