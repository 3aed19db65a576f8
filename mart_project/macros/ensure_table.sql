{#
    See to it that the model's table exists and has the columns of another relation, which must be those that its YAML
    promises. Columns that it has and the other has not are left, so that a change of the model loses nothing. A new
    table gets its indexes with its first rows, see merge_incoming().

    Args:
        like: the relation with the columns.
#}
{% macro ensure_table(like) -%}
    {%- do check_columns(like) -%}
    {%- if load_cached_relation(this) is none -%}
        {%- do run_query('create table ' ~ this ~ ' as (select * from ' ~ like ~ ') with no data') -%}
    {%- endif -%}
    {%- for column in adapter.get_missing_columns(like, this) -%}
        {%- set type -%}
            -- in full: of an array, dbt knows no more than that
            select format_type(atttypid, atttypmod) from pg_attribute
            where attrelid = '{{ like }}'::regclass and attname = '{{ column.name }}'
        {%- endset -%}
        {%- set type = run_query(type).columns[0].values()[0] -%}
        {%- do run_query('alter table ' ~ this ~ ' add column ' ~ column.quoted ~ ' ' ~ type) -%}
    {%- endfor -%}
{%- endmacro %}
