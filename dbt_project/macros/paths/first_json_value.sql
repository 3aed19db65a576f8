{#
    The first value at one of several JSON paths, as text; NULL if there is none. Empty text, objects, arrays and numbers
    that are out of range are no values. A text that looks like an object is a text.

    Args:
        fields: column parsed with event_fields_schema().
        event: column that holds the event as JSON text.
        paths: list of paths, the preferred one first; see json_path_steps().
#}
{% macro first_json_value(fields, event, paths) -%}
    coalesce(
        {%- for path in paths %}
            {%- set steps = json_path_steps(path) %}
            {%- if has_field(event_fields(), steps) -%}
                {%- set value = fields ~ '.`' ~ steps | join('`.`') ~ '`' -%}
            {%- else -%}
                {%- set value = 'get_json_object(' ~ event ~ ', ' ~ json_path(steps) ~ ')' -%}
            {%- endif %}
        {{ json_scalar(value, event, steps) }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{# A path as Spark writes it, an SQL literal. #}
{% macro json_path(steps) -%}
    "$
    {%- for step in steps -%}
        {%- if step is string -%}['{{ step }}']{%- else -%}[{{ step }}]{%- endif -%}
    {%- endfor -%}
    "
{%- endmacro %}

{#
    Spark renders an object as its JSON, and a number beyond the range of double as "Infinity", in quotes. A text may begin
    with a bracket as well, such as a GUID in braces, or hold JSON; only if it does, the event is parsed again to tell it
    from an object.
#}
{% macro json_scalar(value, event, steps) -%}
    case
        when {{ value }} in ('', '"Infinity"', '"-Infinity"', '"NaN"') then null
        when
            {{ value }} rlike '^[{\\[]' and get_json_object({{ value }}, '$') is not null
            and coalesce(
                schema_of_variant(variant_get(try_parse_json({{ event }}), {{ json_path(steps) }}, 'variant')) != 'STRING',
                true
            )
            then null
        else {{ value }}
    end
{%- endmacro %}
