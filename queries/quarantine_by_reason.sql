/*
description: >
  Rejected items and conflicts of ids, by reason and source.
parameters:
  from:
    type: timestamp
    description: Time of the first item. Without it, all items.
  source:
    type: text
    description: Name of the API key. Without it, all keys.
*/
select
    reason,
    source,
    count(*) as item_count,
    min(rejected_at) as first_rejected_at,
    max(rejected_at) as last_rejected_at
from quarantine
where
    (:from is null or rejected_at >= :from)
    and (:source is null or source = :source)
group by reason, source
order by item_count desc, reason asc, source asc
