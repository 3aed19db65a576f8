{#
    Names of the indexes of a table.

    Args:
        table: relation.
        is_unique: whether to list only the unique ones, or only the others. By default, all.
#}
{% macro indexes_of(table, is_unique=none) -%}
    {%- set indexes -%}
        select indexrelid::regclass::text from pg_index
        where indrelid = '{{ table }}'::regclass {{ 'and indisunique = ' ~ is_unique if is_unique is not none }}
    {%- endset -%}
    {{ return(run_query(indexes).columns[0].values() | list) }}
{%- endmacro %}

{#
    Statements that drop indexes. They keep readers out until the transaction ends, so they come last.

    Args:
        indexes: list of names.
#}
{% macro drop_indexes(indexes) -%}
    {%- for index in indexes %}
        {%- set primary_key -%}
            select conrelid::regclass, quote_ident(conname) from pg_constraint
            where conindid = '{{ index }}'::regclass and contype = 'p'
        {%- endset -%}
        {%- for table, name in run_query(primary_key).rows %}
            alter table {{ table }} drop constraint {{ name }};
        {%- else %}
            drop index {{ index }};
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
