{{
    config(
        unique_key='session_id',
        indexes=[
            {'columns': ['session_id'], 'unique': true},
            {'columns': ['session_started_at']},
            {'columns': ['user_id', 'session_started_at']},
            {
                'columns': [
                    '(' ~ date_of('session_started_at') ~ ')',
                    'user_id',
                    'session_started_at',
                    'event_count',
                    'duration_seconds',
                ],
            },
        ],
    )
}}

{#- sessions_daily finds all columns that it reads in the last index -#}

-- the events that come in hold all events of each session that they change
with sessions as (

    select
        session_id,
        user_id,
        min(event_at) as session_started_at,
        max(event_at) as session_ended_at,
        (floor(extract(epoch from max(event_at))) - floor(extract(epoch from min(event_at))))::bigint
            as duration_seconds,
        count(*) as event_count,
        (array_agg(event_type order by event_at, event_id, source))[1] as first_event_type,
        (array_agg(event_type order by event_at desc, event_id desc, source desc))[1] as last_event_type,
        (array_agg(page_url order by event_at, event_id, source) filter (where page_url is not null))[1]
            as first_page_url,
        (array_agg(referrer order by event_at, event_id, source) filter (where referrer is not null))[1]
            as first_referrer
    from {{ incoming(ref('events')) }}
    where session_id is not null
    group by session_id, user_id

),

located as (

    select
        *,
        {{ host_of('first_referrer') }} as referrer_host,
        {{ url_parameter('first_page_url', 'utm_source') }} as utm_source,
        {{ url_parameter('first_page_url', 'utm_medium') }} as utm_medium,
        {{ url_parameter('first_page_url', 'utm_campaign') }} as utm_campaign
    from sessions
    {{ computed_once() }}

),

attributed as (

    select
        *,
        {{ channel('utm_source', 'utm_medium', 'referrer_host') }} as channel
    from located
    {{ computed_once() }}

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
    first_page_url,
    first_referrer,
    referrer_host,
    utm_source,
    utm_medium,
    utm_campaign,
    channel,
    coalesce(utm_source, case when channel != 'direct' then referrer_host end) as origin
from attributed
