{#
    What models of the mart say now, as a checksum. It knows of changes of models, as dbt's `state:modified.body`
    does, and not of macros and vars.

    Args:
        materializations: list of those of the models that are meant.
#}
{% macro definition(materializations) -%}
    {%- set checksums = [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() -%}
            {%- if node.resource_type == 'model' and node.config.materialized in materializations -%}
                {%- do checksums.append(node.checksum.checksum) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(local_md5(checksums | sort | join)) }}
{%- endmacro %}
