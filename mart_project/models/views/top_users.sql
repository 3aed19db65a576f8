{%- set count = var('top_user_count') %}
{%- if count is not integer or count < 1 -%}
    {%- do refuse_var('top_user_count', 'a whole number of users, at least 1.') -%}
{%- endif %}

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
limit {{ count }}
