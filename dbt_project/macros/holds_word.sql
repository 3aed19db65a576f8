{#
    SQL condition: a text holds another one as a word. Whatever this is, it is no pattern: `\E` ends a quotation in one.

    Args:
        text, word: SQL expressions.
#}
{% macro holds_word(text, word) -%}
    {{ text }} rlike concat('(?<!\\w)\\Q', replace({{ word }}, '\\E', '\\E\\\\E\\Q'), '\\E(?!\\w)')
{%- endmacro %}
