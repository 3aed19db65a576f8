{#
    The event dates of `fct_events` whose rows a batch changes: the dates of its events, and the dates of stored
    sessions that now begin earlier because a new event precedes them by no more than the session gap. For a replay,
    also the dates of the events that it replaces and of their sessions.

    Returns:
        A list of dates.
#}
{% macro dates_touched() -%}
    {%- set staged_dates -%}
        select distinct cast(to_date(event_at) as string) from {{ ref('stg_events') }} as staged
        where {{ is_new_to_lake() }}
    {%- endset -%}
    {%- set dates = run_query(staged_dates).columns[0].values() | list -%}
    {%- set replayed = replayed_events() -%}
    {%- if replayed -%}
        {%- set replaced_dates -%}
            with replaced as (

                select
                    user_id,
                    session_started_at,
                    event_date
                from {{ this }}
                where {{ replayed }}

            )

            select cast(event_date as string) from replaced
            union
            select cast(stored.event_date as string)
            from {{ this }} as stored
            left semi join replaced
                on stored.user_id = replaced.user_id and stored.session_started_at = replaced.session_started_at
        {%- endset -%}
        {%- set dates = (dates + run_query(replaced_dates).columns[0].values() | list) | unique | list -%}
    {%- endif -%}
    {%- if dates -%}
        {%- set session_dates -%}
            with moments as (

                select
                    user_id,
                    event_at,
                    event_at as new_event_at,
                    cast(null as timestamp) as session_started_at
                from {{ ref('stg_events') }} as staged
                where user_id is not null and {{ is_new_to_lake() }}
                union all
                select
                    user_id,
                    event_at,
                    cast(null as timestamp) as new_event_at,
                    session_started_at
                from {{ this }}
                -- the gap is at most a day: a session that starts later than the next day cannot be reached
                where is_session_start and event_date in ({{ date_list(dates) }}, {{ date_list(dates, shift=1) }})

            ),

            preceded as (

                select
                    *,
                    max(new_event_at) over (
                        partition by user_id order by event_at
                        rows between unbounded preceding and current row
                    ) as previous_new_event_at
                from moments

            ),

            joined as (

                select
                    user_id,
                    session_started_at
                from preceded
                where session_started_at <= previous_new_event_at + {{ session_gap() }}

            )

            select distinct cast(stored.event_date as string)
            from {{ this }} as stored
            inner join joined
                on stored.user_id = joined.user_id and stored.session_started_at = joined.session_started_at
            where stored.event_date >= date '{{ dates | min }}'
        {%- endset -%}
        {%- set dates = (dates + run_query(session_dates).columns[0].values() | list) | unique | sort -%}
    {%- endif -%}
    {%- do invocation_cache().update({'dates_touched': dates}) -%}
    {{ return(dates) }}
{%- endmacro %}
