{#
    The mart on ClickHouse has two generations of each table, in databases `mart_a` and `mart_b`. Readers see one of them
    through the views in database `mart`; a run writes the other one, and switches when it is complete. The last row of
    `analytics.changes` names the generation that readers see.

    Returns:
        Its database.
#}
{% macro current_generation() -%}
    {%- if 'generation' not in invocation_cache() -%}
        {%- do invocation_cache().update({'generation': run_query(generation_query()).columns[0].values()[0]}) -%}
    {%- endif -%}
    {{ return(invocation_cache()['generation']) }}
{%- endmacro %}

{% macro generation_query() -%}
    select generation from analytics.changes order by number desc limit 1
{%- endmacro %}

{#
    The database of the generation that nobody reads.
#}
{% macro next_generation() -%}
    {{ return('mart_b' if current_generation() == 'mart_a' else 'mart_a') }}
{%- endmacro %}

{#
    Append to `analytics.changes`, which numbers the changes of the mart; the last row counts. One statement, so readers see
    all of a change or nothing of it.

    Args:
        changes: a dict of SQL expressions by column; the other columns keep their values.
#}
{% macro record_change(changes) -%}
    insert into analytics.changes (number, generation, is_changing, restless_views, switched_at)
    select
        number + 1
        {%- for name in ('generation', 'is_changing', 'restless_views', 'switched_at') %}, {{ changes.get(name, name) }}{% endfor %}
    from analytics.changes
    order by number desc
    limit 1
{%- endmacro %}

{#
    The rows of a table that are merged already, as the run finds them.

    Args:
        name: name of a table into which runs merge rows.
#}
{% macro stored(name) -%}
    {%- set schema = current_generation() if execute and is_production() else project_name -%}
    {{ return(api.Relation.create(schema=schema, identifier=name)) }}
{%- endmacro %}

{#
    Types of the columns of a table, by name.
#}
{% macro clickhouse__types_of(relation) -%}
    {%- set columns -%}
        select name, type from system.columns
        where database = '{{ relation.schema }}' and table = '{{ relation.identifier }}' order by position
    {%- endset -%}
    {%- set types = {} -%}
    {%- for name, type in run_query(columns).rows -%}{%- do types.update({name: type}) -%}{%- endfor -%}
    {{ return(types) }}
{%- endmacro %}
