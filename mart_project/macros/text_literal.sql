{#
    A text as an SQL literal, whatever characters it holds.

    Args:
        text: the text.
#}
{% macro text_literal(text) -%}
    '{{ text | string | replace("'", "''") }}'
{%- endmacro %}
