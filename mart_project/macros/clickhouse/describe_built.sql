{#
    Give what dbt's own materializations have built the descriptions of its YAML as comments; see describe_tables(). The
    views of generations get theirs when they are created.

    Args:
        results: dbt's results of the run.
#}
{% macro clickhouse__describe_built(results) -%}
    {%- set own = ('merged', 'summary', 'generation', 'ephemeral') -%}
    {%- for result in results if result.status == 'success' and result.node.resource_type in ('model', 'seed', 'snapshot') -%}
        {%- set node = graph.nodes[result.node.unique_id] -%}
        {%- if node.config.materialized not in own -%}
            {%- set relation = api.Relation.create(schema=node.schema, identifier=node.alias) -%}
            {%- set changes = ['modify comment ' ~ text_literal(node.description | trim)] -%}
            {%- for name in clickhouse__types_of(relation) if name in node.columns -%}
                {%- do changes.append(
                    'comment column ' ~ adapter.quote(name) ~ ' ' ~ text_literal(node.columns[name].description | trim)
                ) -%}
            {%- endfor -%}
            {%- do run_query('alter table ' ~ relation ~ ' ' ~ changes | join(', ')) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
