{#
    The event of a landed line, as it was sent. See envelope_json() for how it is located.

    Args:
        line: SQL expression.
#}
{% macro event_json(line) -%}
    substring({{ line }}, locate(',"event":', {{ line }}) + 9, length({{ line }}) - locate(',"event":', {{ line }}) - 9)
{%- endmacro %}
