{#
    What the models that make up the rows of the mart's tables say now, as a checksum. It knows of changes of models, as
    dbt's `state:modified.body` does, and not of macros and vars. An update run asks the same in pipeline/mart_definition.py,
    before it publishes.
#}
{% macro tables_definition() -%}
    {%- set checksums = [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() -%}
            {%- if node.resource_type == 'model' and node.config.materialized in ('ephemeral', 'merged') -%}
                {%- do checksums.append(node.checksum.checksum) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(local_md5(checksums | sort | join)) }}
{%- endmacro %}
