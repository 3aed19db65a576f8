{#
    Whether a definition has changed since the mart was last built. False if there is no mart yet.

    Args:
        watermark: relation of the watermark.
        column: its column that holds the definition of the last build.
        definition: the current definition; see tables_definition() and summaries_definition().
#}
{% macro is_redefined(watermark, column, definition) -%}
    {%- if load_cached_relation(watermark) is none -%}{{ return(false) }}{%- endif -%}
    {%- set names = adapter.get_columns_in_relation(watermark) | map(attribute='name') -%}
    {%- if column not in names -%}{{ return(true) }}{%- endif -%}
    {%- set matches = run_query('select 1 from ' ~ watermark ~ ' where ' ~ column ~ " = '" ~ definition ~ "'") -%}
    {{ return(not matches.rows) }}
{%- endmacro %}
