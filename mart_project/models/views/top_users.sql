select
    -- the order of an index, so that only the rows shown are read
    row_number() over (order by event_count desc, user_id asc) as user_rank,
    user_id,
    event_count,
    session_count,
    active_day_count,
    first_seen_at,
    last_seen_at
from {{ ref('users') }}
order by event_count desc, user_id asc
limit {{ var('top_user_count') }}
