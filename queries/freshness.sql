/*
description: >
  Up to when each table and view of the mart is complete, the least complete first.
*/
select
    completeness.table_name,
    least(completeness.complete_through, watermark.complete_through) as complete_through,
    watermark.committed_at as updated_at
from completeness
cross join watermark
order by complete_through, completeness.table_name
