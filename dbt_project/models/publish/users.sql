-- depends_on: {{ ref('int_users_by_day') }}
select
    user_id,
    first_seen_at,
    last_seen_at,
    event_count,
    session_count,
    active_day_count,
    active_weeks,
    first_referrer
from {{ ref('dim_users') }}
{%- if published_since() %}
    where
        user_id in (
            select changed.user_id from {{ ref('int_users_by_day') }} as changed
            where {{ has_changed_since(published_since()) }}
        )
{%- endif %}
