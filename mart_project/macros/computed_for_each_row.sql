{#
    Ends a lateral subquery that PostgreSQL shall compute for each row on its left, with an index, instead of once for
    all rows: it does not merge a subquery that has an offset into the query around it.
#}
{% macro computed_for_each_row() -%}
    offset 0
{%- endmacro %}
