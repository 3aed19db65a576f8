-- published_since() reads the state of fct_events, which must be built first
-- depends_on: {{ ref('fct_events') }}
select
    quarantined_item_id,
    rejected_at,
    source,
    reason,
    detail,
    body_bytes,
    is_base64,
    body,
    raw_file
from {{ ref('stg_quarantine') }}
where changed_in > {{ published_since() }}
