{#
    The materializations of the models that make up the rows of the mart's tables.
#}
{% macro table_models() -%}
    {{ return(['ephemeral', 'merged']) }}
{%- endmacro %}
