select
    quarantined_item_id,
    {{ from_micros('rejected_at') }} as rejected_at,
    source,
    reason,
    detail,
    body_bytes,
    is_base64,
    body,
    raw_file
from {{ source('landing', 'quarantine') }}
where run_id = {{ last_committed_run() }}
