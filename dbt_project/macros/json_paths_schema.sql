{#
    Spark schema that extracts the top-level field of each JSON path, as text.

    Args:
        paths: list of dotted paths, such as ['type', 'actor.login'].
    Returns:
        DDL, such as '`type` string, `actor` string'. A field that holds an object is returned as its JSON, so paths
        may disagree about the type of a field ('user' and 'user.id').
#}
{% macro json_paths_schema(paths) -%}
    {%- set fields = [] -%}
    {%- for path in paths -%}
        {%- set field = path.split('.')[0] -%}
        {%- if field not in fields -%}{%- do fields.append(field) -%}{%- endif -%}
    {%- endfor -%}
    {%- for field in fields -%}
        `{{ field }}` string{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
