{#
    Whether models of the mart say something else than when it was last built.

    Args:
        watermark: the relation, where there is one yet.
        column: of it, which holds their definition() of then.
        materializations: list of those of the models that are meant.
#}
{% macro is_redefined(watermark, column, materializations) -%}
    {%- if load_cached_relation(watermark) is none -%}{{ return(false) }}{%- endif -%}
    {%- set names = adapter.get_columns_in_relation(watermark) | map(attribute='name') -%}
    {%- if column not in names -%}{{ return(true) }}{%- endif -%}
    {%- set found = run_query(
        'select 1 from ' ~ watermark ~ ' where ' ~ column ~ " = '" ~ definition(materializations) ~ "'"
    ) -%}
    {{ return(not found.rows) }}
{%- endmacro %}
