{#
    A timestamp of what the lake publishes as microseconds since 1970.

    Args:
        column: SQL expression of type bigint.
#}
{% macro from_micros(column) -%}
    timestamptz 'epoch' + {{ column }} * interval '1 microsecond'
{%- endmacro %}
