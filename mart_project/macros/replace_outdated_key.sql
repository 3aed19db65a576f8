{#
    Statements that replace the unique indexes of a table if the model has got another unique key since. Empty if it has
    not. Another unique index could refuse the rows of the merge, which looks up rows by the new key.

    Args:
        node: graph node of a model of materialization `merged`.
        table: its table.
        key: list of the columns of its unique key.
#}
{% macro replace_outdated_key(node, table, key) -%}
    {%- set unique_indexes -%}
        select
            pg_index.indexrelid::regclass::text,
            string_agg(pg_attribute.attname, ',' order by pg_attribute.attname)
        from pg_index
        inner join pg_attribute
            on pg_attribute.attrelid = pg_index.indrelid
            and pg_attribute.attnum = any((pg_index.indkey::smallint[])[0:pg_index.indnkeyatts - 1])
        where pg_index.indrelid = '{{ table }}'::regclass and pg_index.indisunique
        group by pg_index.indexrelid
    {%- endset -%}
    {%- for index, columns in run_query(unique_indexes).rows if columns != key | sort | join(',') %}
        {{ drop_indexes([index]) }}
        {%- if loop.first %}
            {%- for each in node.config.indexes if each.unique %}
                {{ get_create_index_sql(table, each) }}{{ covered_columns(node, each) }};
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
