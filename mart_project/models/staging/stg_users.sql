select
    user_id,
    first_seen_at,
    last_seen_at,
    event_count,
    session_count,
    active_day_count,
    active_weeks,
    first_referrer
from {{ source('landing', 'users') }}
where run_id = {{ last_committed_run() }}
