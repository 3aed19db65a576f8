{#
    The rows of a table in schema `incoming`: those that the current run merges into it. Refuses the rows of another run,
    or what is computed from them would pass for what this run brings.

    Args:
        table: relation of a model of materialization `merged`.
#}
{% macro incoming(table) -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- do check_incoming(graph.nodes.values() | selectattr('alias', 'equalto', table.identifier)
            | selectattr('config.materialized', 'equalto', 'merged') | list) -%}
    {%- endif -%}
    {{ return(api.Relation.create(schema='incoming', identifier=table.identifier)) }}
{%- endmacro %}
