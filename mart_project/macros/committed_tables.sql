{#
    What the last committed run has published. See operation publish() of the lake.

    Returns:
        A dict by name of table, of dicts:
        is_sent: whether the run sent rows of the table to schema `landing`; the other keys below exist only then;
        is_current: whether the table holds everything up to the run's `complete_through`;
        has_erased: whether rows of a person were erased, of whose events `landing.erased_events` has the ids;
        retained_from: the first date that is kept; empty if all are;
        model, description, key, columns, indexes, is_whole, date_column, dates, batch_id: see publish_table() of the lake.
#}
{% macro committed_tables() -%}
    {%- if 'committed' not in invocation_cache() -%}
        {%- set tables = {} -%}
        {%- for row in run_query('select tables from ' ~ builtins.source('landing', 'commits')).rows -%}
            {%- do tables.update(fromjson(row[0])) -%}
        {%- endfor -%}
        {%- do invocation_cache().update({'committed': tables}) -%}
    {%- endif -%}
    {{ return(invocation_cache()['committed']) }}
{%- endmacro %}

{#
    Whether the last committed run published all events, not only new ones. True while nothing is built, so that a model
    that is only compiled has its simplest form.
#}
{% macro are_all_events_sent() -%}
    {%- if not execute or not is_production() or flags.WHICH not in ('build', 'run', 'retry') -%}{{ return(true) }}{%- endif -%}
    {{ return(committed_tables()['events'].is_whole | default(false)) }}
{%- endmacro %}

{#
    The published tables that are merged as they are, by name. The others are sources of models, in schema `landing`.
#}
{% macro plain_tables() -%}
    {%- set tables = {} -%}
    {%- for name, table in committed_tables().items() if table.is_sent and 'source.mart.landing.' ~ name not in graph.sources -%}
        {%- do tables.update({name: table}) -%}
    {%- endfor -%}
    {{ return(tables) }}
{%- endmacro %}
