select
    run_id,
    {{ from_micros('sent.committed_at') }} as committed_at,
    {{ from_micros('sent.complete_through') }} as complete_through,
    batch_id,
    event_count,
    repeat_count,
    id_conflict_count
from {{ source('landing', 'commits') }} as sent
where run_id = {{ last_committed_run() }}
