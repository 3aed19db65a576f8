{#
    Generic test: a summary holds the rows that its model returns now. A run changes only the rows that it touches, by
    `meta.touched` or `meta.parts`; a mistake in these leaves others wrong. In other targets than `prod`, where summaries are
    computed whole, it passes.
#}
{% test matches_its_model(model) %}
    {%- if execute and is_production() %}
        {{ rows_only_in(model, maintained_query(model), 'wrong in the summary') }}
        union all
        {{ rows_only_in(maintained_query(model), model, 'missing in the summary') }}
    {%- else %}
        select 1 as mismatch where 1 = 0
    {%- endif %}
{% endtest %}

{% macro rows_only_in(first, second, mismatch) %}
    select
        '{{ mismatch }}' as mismatch,
        few.*
    from (
        select * from {{ first }} as few
        except all
        select * from {{ second }} as others
    ) as few
{% endmacro %}

{#
    The model of a summary as runs maintain it, as what stands behind `from`.

    Args:
        summary: relation of its table.
    Returns:
        A query whose columns are in the order of the table.
#}
{% macro maintained_query(summary) -%}
    {{ return(adapter.dispatch('maintained_query')(summary)) }}
{%- endmacro %}

{% macro postgres__maintained_query(summary) -%}
    {%- set view = api.Relation.create(schema='incoming', identifier=summary.identifier) -%}
    {{ return('(select ' ~ quoted(types_of(summary)) ~ ' from ' ~ view ~ ')') }}
{%- endmacro %}

{% macro clickhouse__maintained_query(summary) -%}
    {%- set definition = definitions_of(current_generation()).get(summary.identifier) -%}
    {%- if not definition -%}
        {{ exceptions.raise_compiler_error(summary.identifier ~ ' is not maintained: its last update has failed.') }}
    {%- endif -%}
    {{ return('(' ~ definition.definition ~ ')') }}
{%- endmacro %}
