{{
    config(
        unique_key=['event_id', 'source'],
        meta={'clustered_by': 'event_at', 'is_columnar': true},
        pre_hook='{{ stage_removed_events() }}',
        indexes=[
            {'columns': ['event_id', 'source'], 'unique': true},
            {'columns': ['event_at']},
            {'columns': ['event_type', 'event_at']},
            {'columns': ['user_id', 'event_date', 'event_at', 'is_session_start']},
            {'columns': ['user_id', 'event_type', 'event_at']},
            {'columns': ['(' ~ hour_of('event_at') ~ ')', 'event_type', 'user_id', 'event_at']},
        ],
    )
}}

{#- users_daily and events_hourly find all columns that they read in the fourth and in the last index -#}

{%- set is_whole = are_all_events_sent() %}

-- A new event may begin, extend or join sessions of its user, and one that is removed may end or divide them. The
-- stored events of these sessions, and of no others, join the events that have arrived.
with arrived as (

    select
        source,
        event_id,
        event_type,
        event_at,
        event_date,
        is_event_at_inferred,
        received_at,
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
            stretches.user_id,
            found.begin_at,
            found.end_at
        from stretches
        cross join lateral (
            select
                min(sessions.session_started_at) as begin_at,
                max(sessions.session_ended_at) as end_at
            from {{ this.incorporate(path={'identifier': 'sessions'}) }} as sessions
            where
                sessions.user_id = stretches.user_id
                -- the sessions of a user do not overlap, so only the last one before the stretch may reach into it
                and sessions.session_started_at between coalesce(
                    (
                        select max(earlier.session_started_at)
                        from {{ this.incorporate(path={'identifier': 'sessions'}) }} as earlier
                        where
                            earlier.user_id = stretches.user_id
                            and earlier.session_started_at <= stretches.begin_at
                    ), stretches.begin_at
                ) and stretches.end_at
                and sessions.session_ended_at >= stretches.begin_at
        ) as found

    ),

    earlier as (

        select
            events.source,
            events.event_id,
            events.event_type,
            events.event_at,
            events.event_date,
            events.is_event_at_inferred,
            events.received_at,
            events.user_id,
            events.page_url,
            events.referrer,
            events.schema_error,
            events.event,
            events.raw_file
        from reopened
        cross join lateral (
            select stored.*
            from {{ this }} as stored
            where
                stored.user_id = reopened.user_id
                and stored.event_date between {{ date_of('reopened.begin_at') }} and {{ date_of('reopened.end_at') }}
                and stored.event_at between reopened.begin_at and reopened.end_at
                and not {{ is_removed('stored') }}
            {{ computed_for_each_row() }}
        ) as events

    ),
{% endif %}

gathered as (

    select * from arrived
    {% if not is_whole %}
        union all
        select earlier.*
        from earlier
        left join arrived on earlier.event_id = arrived.event_id and earlier.source = arrived.source
        where arrived.event_id is null
    {% endif %}

),

ordered as (

    select
        *,
        lag(event_at) over (partition by user_id order by event_at, event_id, source) as previous_event_at
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
        max(event_at) filter (where is_session_start) over (
            partition by user_id order by event_at, event_id, source
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
    md5(user_id || '|' || (extract(epoch from session_started_at) * 1000000)::bigint) as session_id,
    is_session_start,
    page_url,
    referrer,
    schema_error,
    event,
    raw_file
from started
