{{
    config(
        unique_key=['event_id', 'source'],
        meta={
            'partition_by': 'toYYYYMM(event_date)',
            'order_by': ['event_date', 'event_type', 'user_id', 'event_at', 'event_id'],
            'date_column': 'event_date',
            'not_stored': ['is_stored', 'former_session_id'],
            'is_sent': 'not is_stored',
        },
        pre_hook='{{ stage_removed_events() }}',
    )
}}

{%- set is_whole = are_all_events_sent() %}

-- A new event may begin, extend or join sessions of its user, and one that is removed may end or divide them. The
-- stored events of these sessions, and of no others, join the events that have arrived.
with arrived as (

    select
        assumeNotNull(source) as source,
        assumeNotNull(event_id) as event_id,
        toLowCardinality(assumeNotNull(event_type)) as event_type,
        assumeNotNull(event_at) as event_at,
        assumeNotNull(event_date) as event_date,
        assumeNotNull(is_event_at_inferred) as is_event_at_inferred,
        assumeNotNull(received_at) as received_at,
        user_id,
        page_url,
        referrer,
        schema_error,
        event,
        raw_file
    from {{ ref('stg_events') }}

),

{% if not is_whole %}
    stretches as (

        select
            user_id,
            min(event_at) - {{ session_gap() }} as begin_at,
            max(event_at) + {{ session_gap() }} as end_at
        from (
            select
                user_id,
                event_at
            from arrived
            {%- if removes_events() %}
                union all
                select
                    user_id,
                    event_at
                from incoming.removed_events
            {%- endif %}
        ) as changed
        where user_id is not null
        group by user_id

    ),

    reopened as (

        select
            sessions.user_id as user_id,
            min(sessions.session_started_at) as begin_at,
            max(sessions.session_ended_at) as end_at
        from {{ stored('sessions') }} as sessions
        inner join stretches on sessions.user_id = stretches.user_id
        where
            sessions.user_id in (select changed.user_id from stretches as changed)
            and sessions.session_started_at <= stretches.end_at
            and sessions.session_ended_at >= stretches.begin_at
        group by sessions.user_id

    ),

    -- what the order of the table can look up
    reopened_days as (

        select
            user_id,
            arrayJoin(
                arrayMap(
                    passed -> {{ date_of('begin_at') }} + passed,
                    range(toUInt32(dateDiff('day', {{ date_of('begin_at') }}, {{ date_of('end_at') }}) + 1))
                )
            ) as event_date
        from reopened

    ),

    earlier as (

        select
            events.source as source,
            events.event_id as event_id,
            events.event_type as event_type,
            events.event_at as event_at,
            events.event_date as event_date,
            events.is_event_at_inferred as is_event_at_inferred,
            events.received_at as received_at,
            events.user_id as user_id,
            events.page_url as page_url,
            events.referrer as referrer,
            events.schema_error as schema_error,
            events.event as event,
            events.raw_file as raw_file,
            events.session_id as former_session_id,
            events.is_session_start as was_session_start
        from {{ stored('events') }} as events
        inner join reopened on events.user_id = reopened.user_id
        where
            (events.event_date, events.user_id) in (
                select
                    event_date,
                    user_id
                from reopened_days
            )
            and events.event_at between reopened.begin_at and reopened.end_at
            and (events.event_id, events.source) not in (
                select
                    event_id,
                    source
                from arrived
            )
            and not {{ is_removed('events') }}

    ),
{% endif %}

gathered as (

    select
        *,
        cast(null as Nullable(String)) as former_session_id,
        false as was_session_start
    from arrived
    {% if not is_whole %}
        union all
        select * from earlier
    {% endif %}

),

ordered as (

    select
        *,
        lagInFrame(toNullable(event_at)) over (
            partition by user_id order by event_at, event_id, source
            rows between unbounded preceding and unbounded following
        ) as previous_event_at
    from gathered

),

flagged as (

    select
        *,
        user_id is not null
        and (previous_event_at is null or event_at > previous_event_at + {{ session_gap() }}) as is_session_start
    from ordered

),

started as (

    select
        *,
        max(if(is_session_start, event_at, null)) over (
            partition by user_id order by event_at, event_id, source
            rows between unbounded preceding and current row
        ) as session_started_at
    from flagged

)

select
    source,
    event_id,
    event_type,
    event_at,
    event_date,
    is_event_at_inferred,
    received_at,
    user_id,
    lower(hex(MD5(concat(user_id, '|', toString(toUnixTimestamp64Micro(session_started_at)))))) as session_id,
    cast(assumeNotNull(is_session_start) as Bool) as is_session_start,
    page_url,
    referrer,
    schema_error,
    event,
    {% if not is_whole %}
        -- whether the table holds this very row already
        coalesce(session_id = former_session_id, false) and is_session_start = was_session_start as is_stored,
        former_session_id,
    {% endif %}
    raw_file
from started
