{#
    Statements that create the indexes in a model's config; dbt's own macro only works on the current model. The unique
    index also includes the columns of meta.covered.

    Args:
        node: graph node of the model.
        is_unique: only the unique ones, or only the others. By default, all.
#}
{% macro create_indexes_of(node, is_unique=none) -%}
    {%- set table = api.Relation.create(schema=node.schema, identifier=node.alias) -%}
    {%- for index in node.config.indexes if is_unique is none or (index.unique or false) == is_unique %}
        {%- if index.unique and node.is_published %}
            alter table {{ table }} add primary key ({{ index.columns | join(', ') }});
        {%- else %}
            {{ get_create_index_sql(table, index) }}{{ covered_columns(node, index) }};
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{% macro covered_columns(node, index) -%}
    {%- if index.unique and node.config.meta.covered %} include ({{ node.config.meta.covered | join(', ') }}){% endif -%}
{%- endmacro %}
