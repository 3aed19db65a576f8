{#
    SQL condition: a text matches a regular expression.

    Args:
        value: SQL expression.
        pattern: what PostgreSQL and RE2 both take for the same.
#}
{% macro matches(value, pattern) -%}
    {{ adapter.dispatch('matches')(value, text_literal(pattern)) }}
{%- endmacro %}

{% macro postgres__matches(value, pattern) -%}
    {{ value }} ~ {{ pattern }}
{%- endmacro %}

{% macro clickhouse__matches(value, pattern) -%}
    match({{ value }}, {{ pattern }})
{%- endmacro %}

{#
    What the group of a regular expression matches in a text; null if it does not match. The group matches no empty text.

    Args:
        value: SQL expression.
        pattern: as for matches(), with one group.
#}
{% macro first_match(value, pattern) -%}
    {{ adapter.dispatch('first_match')(value, text_literal(pattern)) }}
{%- endmacro %}

{% macro postgres__first_match(value, pattern) -%}
    substring({{ value }} from {{ pattern }})
{%- endmacro %}

{% macro clickhouse__first_match(value, pattern) -%}
    nullIf(extract({{ value }}, {{ pattern }}), '')
{%- endmacro %}

{#
    The first characters of a text, in lower case.

    Args:
        value: SQL expression.
        count: number of characters.
#}
{% macro lower_start(value, count) -%}
    {{ adapter.dispatch('lower_start')(value, count) }}
{%- endmacro %}

{% macro postgres__lower_start(value, count) -%}
    left(lower({{ value }}), {{ count }})
{%- endmacro %}

{% macro clickhouse__lower_start(value, count) -%}
    leftUTF8(lowerUTF8({{ value }}), {{ count }})
{%- endmacro %}
