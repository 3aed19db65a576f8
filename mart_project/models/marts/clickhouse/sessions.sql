{{
    config(
        unique_key='session_id',
        meta={
            'partition_by': 'toYYYYMM(session_started_at)',
            'order_by': ['user_id', 'session_started_at'],
            'outdated':
                'user_id in (select user_id from incoming.events) and session_id in ('
                ~ 'select session_id from incoming.sessions '
                ~ 'union distinct select assumeNotNull(former_session_id) from incoming.events '
                ~ 'where former_session_id is not null)',
        },
    )
}}

-- the events that come in hold all events of each session that they change
with sessions as (

    select
        assumeNotNull(events.session_id) as session_id,
        assumeNotNull(events.user_id) as user_id,
        min(event_at) as session_started_at,
        max(event_at) as session_ended_at,
        dateDiff('second', min(event_at), max(event_at)) as duration_seconds,
        toInt64(count(*)) as event_count,
        argMin(event_type, (event_at, event_id, source)) as first_event_type,
        argMax(event_type, (event_at, event_id, source)) as last_event_type,
        argMin(page_url, (event_at, event_id, source)) as first_page_url,
        argMin(referrer, (event_at, event_id, source)) as first_referrer
    from {{ incoming(ref('events')) }} as events
    where events.session_id is not null
    group by events.session_id, events.user_id

),

located as (

    select
        *,
        {{ host_of('first_referrer') }} as referrer_host,
        {{ url_parameter('first_page_url', 'utm_source') }} as utm_source,
        {{ url_parameter('first_page_url', 'utm_medium') }} as utm_medium,
        {{ url_parameter('first_page_url', 'utm_campaign') }} as utm_campaign
    from sessions

),

attributed as (

    select
        *,
        {{ channel('utm_source', 'utm_medium', 'referrer_host') }} as channel
    from located

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
