{#
    Names of the indexes of a table.

    Args:
        table: relation.
        is_unique: whether to list the unique ones or the others.
#}
{% macro indexes_of(table, is_unique) -%}
    {%- set indexes -%}
        select indexrelid::regclass::text from pg_index
        where indrelid = '{{ table }}'::regclass and indisunique = {{ is_unique }}
    {%- endset -%}
    {{ return(run_query(indexes).columns[0].values() | list) }}
{%- endmacro %}
