{#
    Whether a table has any index.

    Args:
        table: relation.
#}
{% macro has_indexes(table) -%}
    {{ return(run_query("select 1 from pg_index where indrelid = '" ~ table ~ "'::regclass limit 1").rows | length > 0) }}
{%- endmacro %}
