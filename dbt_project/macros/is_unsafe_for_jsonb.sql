{#
    SQL condition on an event: it may hold what PostgreSQL's jsonb rejects, which are the escapes of NUL and of half a
    surrogate pair, or what jsonb makes much larger than it came in: numbers with an exponent beyond 29, and numbers of
    over 1,000 digits. The mart's macro safe_jsonb() looks closely at the few events that it names.

    Args:
        event: SQL expression, JSON text.
#}
{% macro is_unsafe_for_jsonb(event) -%}
    (
        {{ event }} rlike '[:,\\[\\s]-?[0-9.]++[eE][+-]?0*+([3-9][0-9]|[0-9]{3})'
        or {{ event }} rlike '[0-9]{1000}'
        or {{ event }} rlike '\\\\u(0000|[dD][89a-fA-F])'
    )
{%- endmacro %}
