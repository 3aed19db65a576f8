{#
    Checksum of the models that produce the rows of the mart's tables, and of their `meta`, which names the vars that
    they use. It does not change with macros. Before an update run publishes,
    pipeline/mart_state.py computes the same checksum.
#}
{% macro tables_definition() -%}
    {%- set checksums = [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() -%}
            {%- if node.resource_type == 'model' and node.config.materialized in ('ephemeral', 'merged') -%}
                {%- do checksums.append(node.checksum.checksum ~ tojson(node.config.meta, sort_keys=true)) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(local_md5(checksums | sort | join)) }}
{%- endmacro %}
