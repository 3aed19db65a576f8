{#
    Of a landed line, the envelope without the event, as JSON. NULL or no JSON where the line is not ours.

    The envelope puts the event last, and a bare quote after a comma cannot be part of a JSON string, so the first
    `,"event":` is where the event begins, whatever the envelope's values are.

    Args:
        line: SQL expression.
#}
{% macro envelope_json(line) -%}
    concat(left({{ line }}, locate(',"event":', {{ line }}) - 1), '}')
{%- endmacro %}
