select
    run_id,
    committed_at,
    complete_through,
    batch_id,
    event_count
from {{ source('landing', 'commits') }}
where run_id = {{ last_committed_run() }}
