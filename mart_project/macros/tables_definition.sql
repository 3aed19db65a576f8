{#
    Checksum of the models that produce the rows of the mart's tables. It changes with the models, as dbt's
    `state:modified.body` does, but not with macros and vars. Before an update run publishes,
    pipeline/mart_state.py computes the same checksum.
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
