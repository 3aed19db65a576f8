{#
    The rows of a table in schema `incoming`: those that the current run merges into it. Refuses the rows of another run:
    an earlier run left them, or a crash of PostgreSQL emptied the table, because it is unlogged.

    Args:
        table: relation of a model of materialization `merged`.
#}
{% macro incoming(table) -%}
    {%- if execute and is_production() and flags.WHICH in ('build', 'run', 'retry') -%}
        {%- if not run_query(adapter.dispatch('staged_by_run')(table.identifier)).rows -%}
            {{ exceptions.raise_compiler_error(
                'incoming.' ~ table.identifier ~ ' does not hold the rows of the last committed run, perhaps because '
                'the database has crashed. Build the whole mart: `dbt run` in mart_project.'
            ) }}
        {%- endif -%}
    {%- endif -%}
    {{ return(api.Relation.create(schema='incoming', identifier=table.identifier)) }}
{%- endmacro %}

{#
    Query with a row if a table in schema `incoming` holds the rows of the last committed run.
#}
{% macro postgres__staged_by_run(name) -%}
    select 1 from incoming.contents where table_name = '{{ name }}' and run_id = {{ last_committed_run() }}
{%- endmacro %}

{% macro clickhouse__staged_by_run(name) -%}
    select 1 from system.tables
    where database = 'incoming' and name = '{{ name }}' and comment = {{ last_committed_run() }}
{%- endmacro %}

{#
    Statements that replace a table in schema `incoming`. It is unlogged: after a crash it is made again from schema
    `landing`.

    Args:
        relation: the table.
        sql: its rows.
        key: list of the columns that identify a row; a row without them, or with those of another, is refused.
        name: name of the constraint that refuses it.
#}
{% macro stage_incoming(relation, sql, key, name) %}
    {{ drop_incoming(relation) }}
    {{ create_from_query('create unlogged table', relation, sql, key) }};
    alter table {{ relation }} add constraint {{ adapter.quote(name) }} primary key ({{ quoted(key) }});
    analyze {{ relation }};
    insert into incoming.contents values ('{{ relation.identifier }}', {{ last_committed_run() }})
    on conflict (table_name) do update set run_id = excluded.run_id;
{% endmacro %}

{#
    Names of columns as a list in SQL.
#}
{% macro quoted(names) -%}
    {%- for name in names -%}{{ adapter.quote(name) }}{{ ', ' if not loop.last }}{%- endfor -%}
{%- endmacro %}
