{#
    Refuse the merge where a table in schema `incoming` is not of the last committed run: it was left by an earlier one,
    or emptied by a crash of PostgreSQL, which keeps no log of them.

    Args:
        tables: nodes of materialization `merged`.
#}
{% macro check_incoming(tables) -%}
    {%- set found = run_query(
        'select table_name from incoming.contents where run_id = ' ~ last_committed_run()
    ).columns[0].values() -%}
    {%- for node in tables if node.alias not in found -%}
        {{ exceptions.raise_compiler_error(
            'incoming.' ~ node.alias ~ ' does not hold what the last committed run has published, perhaps because '
            'PostgreSQL has crashed meanwhile: build the mart as a whole, `dbt run` in mart_project.'
        ) }}
    {%- endfor -%}
{%- endmacro %}
