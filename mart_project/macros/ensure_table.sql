{#
    Create the model's table if it is missing, and add the columns of another relation that it lacks. That relation must
    have the columns that the model's YAML declares. Columns that only the table has are kept, so that a change of the
    model loses no data. If the type of a column has changed, fail: a person must decide. A new table gets its indexes
    with its first rows, see merge_incoming().

    Args:
        like: the relation with the columns.
#}
{% macro ensure_table(like) -%}
    {%- do check_columns(like) -%}
    {%- if load_cached_relation(this) is none -%}
        {%- do run_query('create table ' ~ this ~ ' as (select * from ' ~ like ~ ') with no data') -%}
    {%- endif -%}
    {%- set column_types = {} -%}
    {%- for column in adapter.get_columns_in_relation(this) -%}
        {%- do column_types.update({column.name: column.data_type}) -%}
    {%- endfor -%}
    {%- for column in model.columns.values() -%}
        {%- if column.name not in column_types -%}
            {%- set type -%}
                -- the full type: dbt reports every array type as ARRAY
                select format_type(atttypid, atttypmod) from pg_attribute
                where attrelid = '{{ like }}'::regclass and attname = '{{ column.name }}'
            {%- endset -%}
            {%- set type = run_query(type).columns[0].values()[0] -%}
            {%- do run_query('alter table ' ~ this ~ ' add column ' ~ adapter.quote(column.name) ~ ' ' ~ type) -%}
        {%- elif column_types[column.name] != column.data_type -%}
            {{ exceptions.raise_compiler_error(
                'Column ' ~ column.name ~ ' of ' ~ this ~ ' is ' ~ column_types[column.name]
                ~ ', but the model returns ' ~ column.data_type ~ '. As eventmart_owner, drop the table with '
                '`cascade`, which also drops all views on it. Then request a full update, '
                '`GET /data/update?full=true`, which recreates the views of the mart.'
            ) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
