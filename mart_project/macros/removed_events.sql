{#
    Whether the run deletes events from the mart: those of a person who is to be forgotten, and those of dates that are
    not kept any longer. If the lake sends all events, those that it does not send are deleted anyway.
#}
{% macro removes_events() -%}
    {%- if not execute or not is_production() or flags.WHICH not in ('build', 'run', 'retry') -%}{{ return(false) }}{%- endif -%}
    {%- set events = committed_tables()['events'] -%}
    {{ return(not are_all_events_sent() and (has_erased(events) or loses_dates('events', events))) }}
{%- endmacro %}

{#
    Whether the lake has told which events were erased. After the run that has erased them, the list is gone.

    Args:
        events: see committed_tables().
#}
{% macro has_erased(events) -%}
    {{ return(
        (events.has_erased | default(false)) and has_table('landing', 'erased_events')
    ) }}
{%- endmacro %}

{#
    Whether the mart may have rows of a published table before the first date to keep.

    Args:
        name: name of the table.
        published: see committed_tables().
#}
{% macro loses_dates(name, published) -%}
    {%- set first = published.retained_from | default('') -%}
    {%- set held = "select 1 from mart.published_tables where table_name = '" ~ name ~ "' and retained_from != '" ~ first ~ "'" -%}
    {{ return(first and run_query(held).rows | length > 0) }}
{%- endmacro %}

{#
    Pre-hook of `events`: collects the events to delete in `incoming.removed_events`.
#}
{% macro stage_removed_events() -%}
    {{ adapter.dispatch('stage_removed_events')() }}
{%- endmacro %}

{% macro postgres__stage_removed_events() -%}
    {%- if removes_events() %}
        drop table if exists incoming.removed_events;
        {%- set events = committed_tables()['events'] %}
        create unlogged table incoming.removed_events as
        {%- if has_erased(events) %}
            select stored.*
            from landing.erased_events as erased
            inner join {{ this }} as stored
                on
                    erased.event_id = stored.event_id and erased.source = stored.source
                    and erased.received_micros = round(extract(epoch from stored.received_at) * 1000000)
        {%- else %}
            select * from {{ this }} where false
        {%- endif %};
        {%- if events.retained_from | default('') %}
            insert into incoming.removed_events
            select * from {{ this }} as stored
            -- the dates of the lake are those of UTC
            where
                stored.event_at < timestamptz '{{ events.retained_from }} 00:00:00Z'
                and not exists (
                    select from incoming.removed_events as removed
                    where removed.event_id = stored.event_id and removed.source = stored.source
                );
        {%- endif %}
        alter table incoming.removed_events add primary key (event_id, source);
        analyze incoming.removed_events
    {%- endif -%}
{%- endmacro %}

{#
    SQL condition: a stored event is deleted by this run.

    Args:
        stored: alias of `events`.
#}
{% macro is_removed(stored) -%}
    {%- if removes_events() -%}{{ adapter.dispatch('is_among_removed')(stored) }}
    {%- else -%}false
    {%- endif -%}
{%- endmacro %}

{% macro postgres__is_among_removed(stored) -%}
    exists (
        select from incoming.removed_events as removed
        where removed.event_id = {{ stored }}.event_id and removed.source = {{ stored }}.source
    )
{%- endmacro %}

{% macro clickhouse__is_among_removed(stored) -%}
    ({{ stored }}.event_id, {{ stored }}.source) in (select event_id, source from incoming.removed_events)
{%- endmacro %}

{#
    Statements that delete the events and the sessions that they belonged to. What is left of these sessions is among the
    rows that come in.
#}
{% macro delete_removed_events() -%}
    {%- if removes_events() %}
        delete from {{ ref('events') }} as stored
        using incoming.removed_events as removed
        where removed.event_id = stored.event_id and removed.source = stored.source;
        create temporary table removed_sessions on commit drop as
        select stored.* from {{ ref('sessions') }} as stored
        where
            stored.session_id in (select removed.session_id from incoming.removed_events as removed)
            and stored.session_id not in (select sent.session_id from incoming.sessions as sent);
        delete from {{ ref('sessions') }} where session_id in (select removed.session_id from removed_sessions as removed);
    {%- endif -%}
{%- endmacro %}

{#
    Statements that add what was deleted to the rows that came in, when these are merged: the summaries then compute the
    keys of both again.
#}
{% macro touch_removed_events() -%}
    {%- if removes_events() %}
        {%- set events, sessions = quoted(types_of('incoming.events')), quoted(types_of('incoming.sessions')) %}
        -- the same id may have come in again
        alter table incoming.events drop constraint unique_key_of_events;
        insert into incoming.events ({{ events }}) select {{ events }} from incoming.removed_events;
        insert into incoming.sessions ({{ sessions }}) select {{ sessions }} from removed_sessions;
    {%- endif -%}
{%- endmacro %}

{#
    Statements that leave nothing of the deleted rows in schema `incoming`.
#}
{% macro clear_removed_events() -%}
    {%- if removes_events() %}
        drop table incoming.removed_events;
        truncate incoming.events, incoming.sessions;
    {%- endif -%}
{%- endmacro %}
