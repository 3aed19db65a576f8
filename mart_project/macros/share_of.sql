{#
    A quotient of whole numbers, rounded half up to four decimals; null if the divisor is 0.

    Args:
        part: SQL expression, a count.
        whole: SQL expression, a count.
#}
{% macro share_of(part, whole) -%}
    {{ quotient(part, whole, 4) }}
{%- endmacro %}

{#
    A quotient of whole numbers that are not negative, rounded half up; null if the divisor is 0.

    Args:
        dividend, divisor: SQL expressions.
        decimals: the number of decimals.
#}
{% macro quotient(dividend, divisor, decimals) -%}
    {{ adapter.dispatch('quotient')(dividend, divisor, decimals) }}
{%- endmacro %}

{% macro postgres__quotient(dividend, divisor, decimals) -%}
    round({{ dividend }}::numeric / nullif({{ divisor }}, 0), {{ decimals }})
{%- endmacro %}

{#- floating point would round 0.03125 to 0.0312 -#}
{% macro clickhouse__quotient(dividend, divisor, decimals) -%}
    toDecimal64(
        intDiv(toInt64({{ dividend }}) * {{ 2 * 10 ** decimals }} + {{ divisor }}, 2 * nullIf(toInt64({{ divisor }}), 0)),
        {{ decimals }}
    ) / {{ 10 ** decimals }}
{%- endmacro %}
