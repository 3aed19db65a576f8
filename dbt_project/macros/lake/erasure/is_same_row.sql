{#
    SQL condition: a row of a table, `stored`, and one that was erased, `erased`, have the same values in some columns.

    Args:
        columns: their names.
#}
{% macro is_same_row(columns) -%}
    {%- for name in columns %}stored.{{ name }} <=> erased.{{ name }}{{ ' and ' if not loop.last }}{% endfor -%}
{%- endmacro %}
