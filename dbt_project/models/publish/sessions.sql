with changed as (

    select distinct session_id from {{ ref('int_sessions_by_day') }}
    where changed_in > {{ published_since() }}

)

select
    fct_sessions.session_id,
    fct_sessions.user_id,
    fct_sessions.session_started_at,
    fct_sessions.session_ended_at,
    fct_sessions.duration_seconds,
    fct_sessions.event_count,
    fct_sessions.event_type_count,
    fct_sessions.first_event_type,
    fct_sessions.last_event_type,
    fct_sessions.first_referrer
from {{ ref('fct_sessions') }} as fct_sessions
left semi join changed on fct_sessions.session_id = changed.session_id
