{#
    What the models of the lake and the vars of the project say now, as a checksum. Where the lake was built by something
    else, it is built anew. It does not know of changes of macros.
#}
{% macro definition() -%}
    {%- set names = [
        'event_type_paths', 'event_time_paths', 'user_id_paths', 'referrer_paths', 'session_gap_minutes',
        'future_tolerance_hours',
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
