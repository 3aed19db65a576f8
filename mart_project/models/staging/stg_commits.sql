select
    sent.run_id,
    {{ from_micros('sent.committed_at') }} as committed_at,
    {{ from_micros('sent.complete_through') }} as complete_through,
    sent.batch_id,
    sent.event_count,
    sent.repeat_count,
    sent.id_conflict_count
from {{ source('landing', 'commits') }} as sent
where sent.run_id = {{ last_committed_run() }}
