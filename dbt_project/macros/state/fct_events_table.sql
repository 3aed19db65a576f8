{#
    The table of fct_events, for what is built before it. Not a ref, which would be a circle.
#}
{% macro fct_events_table() -%}
    {{ return(api.Relation.create(schema=target.schema, identifier='fct_events')) }}
{%- endmacro %}
