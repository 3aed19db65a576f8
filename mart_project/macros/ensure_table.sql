{#
    See to it that the model's table exists and has the columns of another relation, which must be those that its YAML
    promises. Columns that it has and the other has not are left, so that a change of the model loses nothing. Where a
    column has become one of another type, a person must decide. A new table gets its indexes with its first rows, see
    merge_incoming().

    Args:
        like: the relation with the columns.
#}
{% macro ensure_table(like) -%}
    {%- do check_columns(like) -%}
    {%- if load_cached_relation(this) is none -%}
        {%- do run_query('create table ' ~ this ~ ' as (select * from ' ~ like ~ ') with no data') -%}
    {%- endif -%}
    {%- set found = {} -%}
    {%- for column in adapter.get_columns_in_relation(this) -%}{%- do found.update({column.name: column.data_type}) -%}{%- endfor -%}
    {%- for column in model.columns.values() -%}
        {%- if column.name not in found -%}
            {%- set type -%}
                -- in full: of an array, dbt knows no more than that
                select format_type(atttypid, atttypmod) from pg_attribute
                where attrelid = '{{ like }}'::regclass and attname = '{{ column.name }}'
            {%- endset -%}
            {%- set type = run_query(type).columns[0].values()[0] -%}
            {%- do run_query('alter table ' ~ this ~ ' add column ' ~ adapter.quote(column.name) ~ ' ' ~ type) -%}
        {%- elif found[column.name] != column.data_type -%}
            {{ exceptions.raise_compiler_error(
                'Column ' ~ column.name ~ ' of ' ~ this ~ ' is ' ~ found[column.name] ~ ', and the model makes it '
                ~ column.data_type ~ ': as eventmart_owner, drop the table with `cascade`, which takes all views on it '
                'along, and ask for a full update, which makes anew those that are of the mart.'
            ) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
