{#
    Ends a subquery whose expressions PostgreSQL shall compute once for each row. It would merge the subquery into the query
    around it, and compute an expression again wherever its column is read. On Greenplum, an offset would bring all rows to
    one machine, so there they are computed again.
#}
{% macro computed_once() -%}
    {{ 'offset 0' if env_var('EVENTMART_MART_ENGINE', 'postgres') != 'greenplum' }}
{%- endmacro %}
