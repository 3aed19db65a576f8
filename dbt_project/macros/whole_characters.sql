{#
    An event whose texts Spark can hold: the escape of half a surrogate pair, as in an emoji that was cut, becomes that of
    U+FFFD. Spark would show it as a question mark. The event itself stays as it was sent.

    Args:
        event: SQL expression, JSON text.
#}
{% macro whole_characters(event) -%}
    {%- set high, low = '\\\\u[dD][89abAB][0-9a-fA-F]{2}', '\\\\u[dD][c-fC-F][0-9a-fA-F]{2}' -%}
    {#- a backslash that is escaped itself begins no escape -#}
    {%- set begin = '(?<!\\\\)((?:\\\\\\\\)*)' -%}
    if(
        {{ event }} rlike r'\\u[dD][89a-fA-F]',
        regexp_replace(
            regexp_replace({{ event }}, r'{{ begin }}{{ high }}(?!{{ low }})', r'$1\\ufffd'),
            r'(?<!{{ high }}){{ begin }}{{ low }}',
            r'$1\\ufffd'
        ),
        {{ event }}
    )
{%- endmacro %}
