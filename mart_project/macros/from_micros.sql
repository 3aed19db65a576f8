{#
    Timestamp from the microseconds since 1970 that the lake publishes.

    Args:
        column: SQL expression of type bigint.
#}
{% macro from_micros(column) -%}
    {{ adapter.dispatch('from_micros')(column) }}
{%- endmacro %}

{% macro postgres__from_micros(column) -%}
    (timestamptz 'epoch' + {{ column }} * interval '1 microsecond')
{%- endmacro %}

{% macro clickhouse__from_micros(column) -%}
    fromUnixTimestamp64Micro({{ column }}, 'UTC')
{%- endmacro %}
