{#
    The first value at one of several JSON paths, as text; NULL if there is none. Empty text, objects, arrays and numbers
    that are out of range are no values.

    Args:
        fields: column parsed with event_fields_schema().
        event: column that holds the event as JSON text.
        paths: list of paths, the preferred one first; see json_path_steps().
#}
{% macro first_json_value(fields, event, paths) -%}
    coalesce(
        {%- for path in paths %}
            {%- set steps = json_path_steps(path) %}
            {%- if steps[0] in event_fields() -%}
                {%- set value = fields ~ '.`' ~ steps[0] ~ '`' -%}
                {%- if steps | length > 1 -%}
                    {%- set value = json_value_at(value, steps[1:]) -%}
                {%- endif -%}
            {%- else -%}
                {%- set value = json_value_at(event, steps) -%}
            {%- endif %}
        {{ json_scalar(value) }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{% macro json_value_at(json, steps) -%}
    get_json_object({{ json }}, "$
    {%- for step in steps -%}
        {%- if step is string -%}['{{ step }}']{%- else -%}[{{ step }}]{%- endif -%}
    {%- endfor -%}
    ")
{%- endmacro %}

{#
    Spark renders an object as its JSON, and a number beyond the range of double as "Infinity", in quotes.
#}
{% macro json_scalar(value) -%}
    case
        when {{ value }} in ('', '"Infinity"', '"-Infinity"', '"NaN"') then null
        -- a text may begin with a bracket as well, such as a GUID in braces
        when {{ value }} rlike '^[{\\[]' and get_json_object({{ value }}, '$') is not null then null
        else {{ value }}
    end
{%- endmacro %}
