with session_days as (

    select * from {{ ref('int_sessions_by_day') }}
    {%- if published_since() %}
        where
            -- changed sessions have no rows on earlier days
            event_date >= (
                select min(to_date(changed.session_started_at)) from {{ ref('int_sessions_by_day') }} as changed
                where {{ has_changed_since(published_since()) }}
            )
            and session_id in (
                select changed.session_id from {{ ref('int_sessions_by_day') }} as changed
                where {{ has_changed_since(published_since()) }}
            )
    {%- endif %}

),

sessions as (

    {{ add_up_sessions('session_days') }}

)

select
    session_id,
    user_id,
    session_started_at,
    session_ended_at,
    duration_seconds,
    event_count,
    first_event_type,
    last_event_type,
    first_referrer
-- the same rows as in {{ ref('fct_sessions') }}, but only the changed ones
from sessions
