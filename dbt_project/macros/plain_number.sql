{#
    A text in which a whole number has one form. Spark renders the JSON number 987654321123.0 as 9.87654321123E11; it
    becomes 987654321123, the form in which most senders write it. Text cannot be told from a number here, so "1.0" becomes
    1 as well. Anything else is unchanged.

    Args:
        value: SQL expression of type string.
#}
{% macro plain_number(value) -%}
    if(
        {{ value }} rlike '^-?[0-9]+[.][0-9]+E[0-9]+$' or {{ value }} rlike '^-?[0-9]+[.]0+$',
        coalesce(rtrim('.', rtrim('0', cast(try_cast({{ value }} as decimal(38, 10)) as string))), {{ value }}),
        {{ value }}
    )
{%- endmacro %}
