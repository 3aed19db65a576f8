{#
    Statements that compute again the rows of a summary whose keys a run has touched; see materialization `summary`. All
    rows are computed again if its definition has changed, if it is empty or tells no keys, or if so many keys are
    touched that looking up each of them would take longer.

    Args:
        node: graph node of the model.
        is_redefined: whether its definition may have changed.
#}
{% macro update_summary(node, is_redefined) -%}
    {%- set table = api.Relation.create(schema=node.schema, identifier=node.alias) -%}
    {%- set definition = api.Relation.create(schema='incoming', identifier=node.alias) -%}
    {%- set names = adapter.get_columns_in_relation(definition) | map(attribute='quoted') | join(', ') -%}
    {%- set touched = node.config.meta.touched -%}
    {%- set key = node.config.unique_key -%}
    {%- set key = [key] if key is string else key -%}
    {%- if is_redefined or not touched or is_empty(table) or are_most_touched(table, touched) %}
        delete from {{ table }};
        insert into {{ table }} ({{ names }}) select {{ names }} from {{ definition }};
        {%- if not has_indexes(table) %}
            {{ create_indexes_of(node) }}
        {%- endif %}
        analyze {{ table }};
    {%- else %}
        delete from {{ table }} as stored using ({{ touched }}) as touched ({{ key | join(', ') }})
        where {% for name in key %}stored.{{ name }} = touched.{{ name }}{{ ' and ' if not loop.last }}{% endfor %};
        insert into {{ table }} ({{ names }})
        select computed.*
        from ({{ touched }}) as touched ({{ key | join(', ') }})
        cross join lateral (
            select * from {{ definition }} as computed
            where {% for name in key %}computed.{{ name }} = touched.{{ name }}{{ ' and ' if not loop.last }}{% endfor %}
            {{ computed_for_each_row() }}
        ) as computed;
    {%- endif -%}
{%- endmacro %}

{% macro are_most_touched(table, touched) -%}
    {%- set counts -%}
        select (select count(*) from ({{ touched }}) as touched) * 4 > (
            -- an estimate, because counting the rows takes as long as they are many
            select reltuples from pg_class where oid = '{{ table }}'::regclass
        )
    {%- endset -%}
    {{ return(run_query(counts).columns[0].values()[0]) }}
{%- endmacro %}
