{#
    The first non-empty value at one of several JSON paths, as text; NULL if there is none.

    Args:
        fields: column parsed with json_paths_schema().
        paths: list of dotted paths, the preferred one first.
#}
{% macro first_json_value(fields, paths) -%}
    coalesce(
        {%- for path in paths %}
            {%- set names = path.split('.') %}
            {%- if names | length == 1 %}
        nullif({{ fields }}.`{{ path }}`, ''){{ ',' if not loop.last }}
            {%- else %}
        nullif(
            get_json_object({{ fields }}.`{{ names[0] }}`, '$.{{ names[1:] | join('.') }}'), ''
        ){{ ',' if not loop.last }}
            {%- endif %}
        {%- endfor %}
    )
{%- endmacro %}
