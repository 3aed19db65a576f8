{#
    Add the columns to a table that another relation has and it has not.

    Args:
        source: relation with the columns.
        target: the table.
#}
{% macro add_missing_columns(source, target) -%}
    {%- for column in adapter.get_missing_columns(source, target) -%}
        {%- do run_query('alter table ' ~ target ~ ' add column ' ~ column.quoted ~ ' ' ~ column.data_type) -%}
    {%- endfor -%}
{%- endmacro %}
