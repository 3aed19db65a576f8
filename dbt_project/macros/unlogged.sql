{#
    Clause of `create table` that makes a table in PostgreSQL schema `landing` unlogged. Spark has no option for this,
    but appends table properties verbatim after the column list, so the property carries an `alter table` statement.

    Args:
        name: name of the table.
#}
{% macro unlogged(name) -%}
    tblproperties ('; alter table landing.{{ name }} set' = 'unlogged')
{%- endmacro %}
