{#
    Pre-hook of `events`; see stage_removed_events().
#}
{% macro clickhouse__stage_removed_events() -%}
    {%- if removes_events() -%}
        {%- set events = committed_tables()['events'] -%}
        create or replace table incoming.removed_events engine = MergeTree order by (event_id, source) as
        select * from {{ stored('events') }} as stored
        where
            {%- if has_erased(events) %}
            (stored.event_id, stored.source, toUnixTimestamp64Micro(stored.received_at)) in (
                select event_id, source, received_micros from landing.erased_events
            )
            {%- else %} false
            {%- endif %}
            {%- if events.retained_from | default('') %}
            -- the dates of the lake are those of UTC
            or stored.event_at < toDateTime64('{{ events.retained_from }} 00:00:00', 6, 'UTC')
            {%- endif %}
    {%- endif -%}
{%- endmacro %}

{#
    Delete the removed events and the sessions that they belonged to. What is left of these sessions is among the rows that
    come in.
#}
{% macro delete_removed_rows(generation) -%}
    {%- if removes_events() -%}
        {%- do run_query(
            'create or replace table incoming.removed_sessions engine = MergeTree order by session_id as '
            'select * from ' ~ stored('sessions') ~ ' where session_id in '
            '(select assumeNotNull(session_id) from incoming.removed_events where session_id is not null)'
        ) -%}
        {%- do delete_rows(
            generation ~ '.events',
            'event_date in (select event_date from incoming.removed_events) '
            'and (event_id, source) in (select event_id, source from incoming.removed_events)'
        ) -%}
        {%- do delete_rows(
            generation ~ '.sessions', 'session_id in (select session_id from incoming.removed_sessions)'
        ) -%}
    {%- endif -%}
{%- endmacro %}

{#
    Add what was deleted to the rows that came in, when these are merged: the summaries then compute the keys of both again.
    From then on, the rows that came in are of no run.
#}
{% macro touch_removed_rows() -%}
    {%- if removes_events() -%}
        {%- for name in ('events', 'sessions') -%}
            {%- do run_query('alter table incoming.' ~ name ~ " modify comment ''") -%}
            {%- set columns = quoted(clickhouse__types_of(stored(name))) -%}
            {%- do run_query(
                'insert into incoming.' ~ name ~ ' (' ~ columns ~ ') select ' ~ columns ~ ' from incoming.removed_' ~ name
            ) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#
    Leave nothing of the deleted rows behind: neither in database `incoming`, nor marked as deleted in the tables, nor in the
    generation that readers have left.
#}
{% macro clear_removed_rows() -%}
    {%- if removes_events() -%}
        {%- do run_query('drop table incoming.removed_events') -%}
        {%- do run_query('drop table incoming.removed_sessions') -%}
        {%- do run_query('truncate table incoming.events') -%}
        {%- do run_query('truncate table incoming.sessions') -%}
        {%- set marked -%}
            select distinct database, table from system.parts
            where active and database = '{{ current_generation() }}' and has_lightweight_delete
        {%- endset -%}
        {%- for database, table in run_query(marked).rows -%}
            {%- do run_query('alter table ' ~ database ~ '.`' ~ table ~ '` apply deleted mask') -%}
        {%- endfor -%}
        {%- do wait_for_readers() -%}
        {%- do level_generation(current_generation(), next_generation()) -%}
    {%- endif -%}
{%- endmacro %}
