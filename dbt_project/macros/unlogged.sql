{#
    Clause of `create table` that makes a table of PostgreSQL's schema `landing` unlogged. Spark hands properties on as
    they are, after the columns, and has no other way to say so.

    Args:
        name: of the table.
#}
{% macro unlogged(name) -%}
    tblproperties ('; alter table landing.{{ name }} set' = 'unlogged')
{%- endmacro %}
