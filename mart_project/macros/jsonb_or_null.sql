{#
    JSON text as jsonb. Text that jsonb cannot hold does not fail the row: the escape \u0000 becomes \ufffd, and text
    that jsonb still rejects (a number of 200,000 digits, for example) becomes null.

    Args:
        text: SQL expression.
#}
{% macro jsonb_or_null(text) -%}
    {%- set clean -%}
        regexp_replace({{ text }}, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufffd', 'g')
    {%- endset -%}
    case
        when pg_input_is_valid({{ text }}, 'jsonb') then {{ text }}::jsonb
        when pg_input_is_valid({{ clean }}, 'jsonb') then {{ clean }}::jsonb
    end
{%- endmacro %}
