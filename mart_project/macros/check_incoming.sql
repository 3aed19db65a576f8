{#
    Refuse the merge if a table in schema `incoming` does not hold the last committed run: an earlier run left it, or a
    crash of PostgreSQL emptied it, because it is unlogged.

    Args:
        tables: nodes of materialization `merged`.
#}
{% macro check_incoming(tables) -%}
    {%- set current_tables = run_query(
        'select table_name from incoming.contents where run_id = ' ~ last_committed_run()
    ).columns[0].values() -%}
    {%- for node in tables if node.alias not in current_tables -%}
        {{ exceptions.raise_compiler_error(
            'incoming.' ~ node.alias ~ ' does not hold the rows of the last committed run, perhaps because PostgreSQL '
            'has crashed. Build the whole mart: `dbt run` in mart_project.'
        ) }}
    {%- endfor -%}
{%- endmacro %}
