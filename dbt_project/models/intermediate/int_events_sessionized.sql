with events as (

    select * from {{ ref('stg_events') }}

),

ordered as (

    select
        *,
        lag(event_at) over (partition by user_id order by event_at, event_id) as previous_event_at
    from events

),

flagged as (

    select
        *,
        user_id is not null
        and (
            previous_event_at is null
            or event_at > previous_event_at + make_interval(0, 0, 0, 0, 0, {{ var('session_gap_minutes') }})
        ) as is_session_start
    from ordered

),

numbered as (

    select
        *,
        count_if(is_session_start) over (
            partition by user_id order by event_at, event_id
            rows between unbounded preceding and current row
        ) as session_number
    from flagged

),

started as (

    select
        *,
        -- of events without a user nobody knows which belong together
        case
            when user_id is not null then min(event_at) over (partition by user_id, session_number)
        end as session_started_at
    from numbered

)

select
    event_id,
    event_type,
    event_at,
    is_event_at_inferred,
    received_at,
    user_id,
    if(user_id is not null, md5(concat_ws('|', user_id, unix_micros(session_started_at))), null) as session_id,
    is_session_start,
    referrer,
    source,
    schema_error,
    event,
    raw_file
from started
