select
    run_id,
    committed_at,
    complete_through
from {{ source('landing', 'commits') }}
where run_id = {{ last_committed_run() }}
