{#
    Statements that replace the unique indexes of a table if the model has got another unique key since. Empty if it has
    not. Another unique index could refuse the rows of the merge, which looks up rows by the new key.

    Args:
        node: graph node of a model of materialization `merged`.
        table: its table.
        key: list of the columns of its unique key.
#}
{% macro replace_outdated_key(node, table, key) -%}
    {%- for index, columns in unique_indexes_of(table).items() if columns != key | sort(case_sensitive=true) | join(',') %}
        {{ drop_indexes([index]) }}
        {%- if loop.first %}
            {%- for each in node.config.indexes if each.unique %}
                {{ get_create_index_sql(table, each) }}{{ covered_columns(node, each) }};
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{#
    Empty a published table whose rows are about to be replaced, if it has got another unique key since. It is then as a
    new one: without indexes, and with columns that may be null. The key of its old rows may be repeated, and columns of
    the old key may be gone.

    Args:
        table: relation of the table.
        key: list of the columns of its unique key.
#}
{% macro empty_if_key_changed(table, key) -%}
    {%- set keys = unique_indexes_of(table).values() | list -%}
    {%- if keys and key | sort(case_sensitive=true) | join(',') not in keys -%}
        {%- do run_query('delete from ' ~ table ~ ';' ~ drop_indexes(indexes_of(table))) -%}
        {%- set required -%}
            select attname from pg_attribute where attrelid = '{{ table }}'::regclass and attnum > 0 and attnotnull
        {%- endset -%}
        {%- for name in run_query(required).columns[0].values() -%}
            {%- do run_query('alter table ' ~ table ~ ' alter column ' ~ adapter.quote(name) ~ ' drop not null') -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#
    The columns of each unique index of a table, sorted and separated by commas, by the name of the index.
#}
{% macro unique_indexes_of(table) -%}
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
    {%- set columns = {} -%}
    {%- for index, names in run_query(unique_indexes).rows -%}{%- do columns.update({index: names}) -%}{%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}
