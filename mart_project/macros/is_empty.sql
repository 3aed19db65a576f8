{#
    Whether a table has no rows.

    Args:
        table: relation.
#}
{% macro is_empty(table) -%}
    {{ return(not run_query('select 1 from ' ~ table ~ ' limit 1').rows) }}
{%- endmacro %}
