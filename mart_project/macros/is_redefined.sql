{#
    Whether models of the mart say something else than when it was last built.

    Args:
        watermark: the relation.
#}
{% macro is_redefined(watermark) -%}
    {%- set names = adapter.get_columns_in_relation(watermark) | map(attribute='name') -%}
    {%- if 'definition' not in names -%}{{ return(true) }}{%- endif -%}
    {%- set found = run_query('select 1 from ' ~ watermark ~ " where definition = '" ~ definition() ~ "'") -%}
    {{ return(not found.rows) }}
{%- endmacro %}
