{#
    Checksum of the lake's models and of the vars that they use. The lake is rebuilt if it was built with another
    definition. Macros are not included.
#}
{% macro lake_definition() -%}
    {%- set names = [
        'event_type_paths', 'event_time_paths', 'user_id_paths', 'referrer_paths',
        'earliest_event_at', 'future_tolerance_hours',
    ] -%}
    {%- set checksums = [] -%}
    {%- for name in names -%}{%- do checksums.append(name ~ '=' ~ tojson(var(name))) -%}{%- endfor -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' -%}
            {%- do checksums.append(node.checksum.checksum) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(local_md5(checksums | sort | join)) }}
{%- endmacro %}
