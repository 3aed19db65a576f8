{#
    Statement that drops what schema `incoming` holds under a name, a table or a view: a model may have had another
    materialization before. Empty if there is nothing.

    Args:
        relation: relation in schema `incoming`.
#}
{% macro drop_incoming(relation) -%}
    {%- set kinds = run_query("select relkind = 'v' from pg_class where oid = to_regclass('" ~ relation ~ "')") -%}
    {%- for row in kinds.rows -%}
        drop {{ 'view' if row[0] else 'table' }} {{ relation }};
    {%- endfor -%}
{%- endmacro %}
