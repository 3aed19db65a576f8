{#
    An event as jsonb, in about the size in which it came. jsonb writes 1e131071 with all of its digits, and rejects the
    escapes of NUL and of half a surrogate pair. Such a number, with an exponent beyond 29 or over 1,000 digits, becomes a
    string; such an escape becomes U+FFFD. Text that jsonb rejects all the same becomes one string.

    ClickHouse keeps the event as it was sent.

    Only events that the lake has marked are looked at closely, because that takes a hundred times as long.

    Args:
        event: SQL expression, JSON text.
        is_unsafe: SQL expression; see macro is_unsafe_for_jsonb of the lake.
#}
{% macro safe_jsonb(event, is_unsafe) -%}
    {{ adapter.dispatch('safe_jsonb')(event, is_unsafe) }}
{%- endmacro %}

{#- a column of type String holds any text -#}
{% macro clickhouse__safe_jsonb(event, is_unsafe) -%}
    {{ event }}
{%- endmacro %}

{% macro postgres__safe_jsonb(event, is_unsafe) -%}
    {%- set surrogate = '\\\\u[dD][89abAB][0-9a-fA-F]{2}' -%}
    {%- set low_surrogate = '\\\\u[dD][c-fC-F][0-9a-fA-F]{2}' -%}
    coalesce(
        case when not {{ is_unsafe }} then incoming.try_jsonb({{ event }}) end,
        (
            select coalesce(incoming.try_jsonb(safe_text), to_jsonb({{ event }}))
            from (
                select
                    string_agg(
                        case
                            when tokens.token[1] like '"%\\u%' then (
                                select
                                    string_agg(
                                        case
                                            when length(escapes.part[1]) = 6
                                                and escapes.part[1] ~ '^\\u(0000|[dD][89a-fA-F])' then '\ufffd'
                                            else escapes.part[1]
                                        end, '' order by escapes.position
                                    )
                                -- a surrogate pair, one escape, or text without escapes
                                from regexp_matches(
                                    tokens.token[1],
                                    '{{ surrogate }}{{ low_surrogate }}|\\u[0-9a-fA-F]{4}|\\[^u]|[^\\]+', 'g'
                                ) with ordinality as escapes (part, position)
                            )
                            when tokens.token[1] ~ '^-?[0-9]' and (
                                length(tokens.token[1]) > 1000 or tokens.token[1] ~ '[eE][-+]?0*([3-9][0-9]|[1-9][0-9]{2})'
                            ) then '"' || tokens.token[1] || '"'
                            else tokens.token[1]
                        end, '' order by tokens.position
                    ) as safe_text
                -- a string, a number, or what stands between them
                from regexp_matches(
                    {{ event }}, '"(?:[^"\\]|\\.)*"|-?[0-9][-+.0-9eE]*|[^"0-9-]+', 'g'
                ) with ordinality as tokens (token, position)
            ) as safe
        )
    )
{%- endmacro %}
