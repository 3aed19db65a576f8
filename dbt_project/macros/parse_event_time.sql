{#
    A timestamp from text as senders write it: ISO 8601 (UTC if it has no zone), or seconds, milliseconds or
    microseconds since 1970, with or without a fraction. NULL for anything else, including 'now' and '12:00', which
    Spark's own cast would resolve to the time of the query.

    Spark renders a JSON number with a fraction in scientific notation, such as 1.7673120005E9.

    Args:
        text: SQL expression.
#}
{% macro parse_event_time(text) -%}
    {%- set number -%}
        try_cast(if({{ text }} rlike '^[0-9]+([.][0-9]+)?(E[0-9]+)?$', {{ text }}, null) as decimal(22, 6))
    {%- endset -%}
    case
        when {{ text }} rlike '^[0-9]{4}-[0-9]{2}-[0-9]{2}' then try_to_timestamp({{ text }})
        when {{ number }} < 10000000000 then timestamp_seconds({{ number }})
        when {{ number }} >= 100000000000 and {{ number }} < 10000000000000
            then timestamp_micros(cast({{ number }} * 1000 as bigint))
        when {{ number }} >= 100000000000000 and {{ number }} < 10000000000000000
            then timestamp_micros(cast({{ number }} as bigint))
    end
{%- endmacro %}
