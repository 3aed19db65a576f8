{#
    Whether what the mart is made by says something else than when it was last built.

    Args:
        watermark: the relation, where there is one yet.
        column: of it, which holds the definition of then.
        definition: that of now; see tables_definition() and summaries_definition().
#}
{% macro is_redefined(watermark, column, definition) -%}
    {%- if load_cached_relation(watermark) is none -%}{{ return(false) }}{%- endif -%}
    {%- set names = adapter.get_columns_in_relation(watermark) | map(attribute='name') -%}
    {%- if column not in names -%}{{ return(true) }}{%- endif -%}
    {%- set found = run_query('select 1 from ' ~ watermark ~ ' where ' ~ column ~ " = '" ~ definition ~ "'") -%}
    {{ return(not found.rows) }}
{%- endmacro %}
