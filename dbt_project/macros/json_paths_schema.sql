{#
    The Spark schema that takes the top-level fields of JSON paths out of an object, each as text.

    Args:
        paths: list of dotted paths, such as ['type', 'actor.login'].
    Returns:
        DDL, such as '`type` string, `actor` string'. A field that holds an object comes as its JSON, so that
        paths which disagree about a field ('user' and 'user.id') can stand side by side.
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
