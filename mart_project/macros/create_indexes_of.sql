{#
    Statements that create the indexes of a model, as its config names them; dbt's own macro is for the model at work.
    The unique one holds the columns of meta.covered besides.

    Args:
        node: of the model.
#}
{% macro create_indexes_of(node) -%}
    {%- set table = api.Relation.create(schema=node.schema, identifier=node.alias) -%}
    {%- for index in node.config.indexes %}
        {{ get_create_index_sql(table, index) }}
        {%- if index.unique and node.config.meta.covered %} include ({{ node.config.meta.covered | join(', ') }}){% endif %};
    {%- endfor -%}
{%- endmacro %}
