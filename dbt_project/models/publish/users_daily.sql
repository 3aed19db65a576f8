select
    user_id,
    event_date,
    first_event_at,
    last_event_at,
    event_count,
    session_count,
    first_referrer
from {{ ref('agg_users_daily') }}
where {{ has_changed_since(published_since()) }}
