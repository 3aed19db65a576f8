{#
    What the models of the lake say now, as a checksum. Where the lake was built by something else, it is built anew.

    It knows of changes of models, as dbt's `state:modified.body` does, and not of macros and vars.
#}
{% macro definition() -%}
    {%- set checksums = [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' -%}
            {%- do checksums.append(node.checksum.checksum) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(local_md5(checksums | sort | join)) }}
{%- endmacro %}
