{#
    The envelope of a landed line without its event, as JSON. NULL or invalid JSON if the line has no envelope.

    The event is the last field of the envelope. A JSON string cannot contain an unescaped quote, so the first
    `,"event":` in the line is always the key, whatever values the envelope holds.

    Args:
        line: SQL expression.
#}
{% macro envelope_json(line) -%}
    concat(left({{ line }}, locate(',"event":', {{ line }}) - 1), '}')
{%- endmacro %}
