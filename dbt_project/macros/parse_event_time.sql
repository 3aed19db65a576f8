{#
    A timestamp from text as senders write it: ISO 8601 (UTC where it names no zone), or seconds, milliseconds or
    microseconds since 1970. NULL for anything else; in particular for 'now' or '12:00', of which Spark's own cast
    makes the time of the query.

    Args:
        text: SQL expression.
#}
{% macro parse_event_time(text) -%}
    case
        when {{ text }} rlike '^[0-9]{4}-[0-9]{2}-[0-9]{2}' then try_to_timestamp({{ text }})
        when {{ text }} rlike '^[0-9]{1,10}([.][0-9]+)?$' then timestamp_seconds(cast({{ text }} as decimal(20, 6)))
        when {{ text }} rlike '^[0-9]{12,13}$' then timestamp_millis(cast({{ text }} as bigint))
        when {{ text }} rlike '^[0-9]{15,16}$' then timestamp_micros(cast({{ text }} as bigint))
    end
{%- endmacro %}
