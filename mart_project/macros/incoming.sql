{#
    The rows of a table in schema `incoming`: those that the current run merges into it.

    Args:
        table: relation of a model of materialization `merged`.
#}
{% macro incoming(table) -%}
    {{ return(api.Relation.create(schema='incoming', identifier=table.identifier)) }}
{%- endmacro %}
