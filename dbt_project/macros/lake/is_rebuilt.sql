{#
    Why this run builds a table anew from all rows, instead of keeping it. Empty if it does not. The tables that are
    loaded from the staged batch are built anew together.

    Args:
        node: graph node of a model of materialization `appended` or `by_date`.
#}
{% macro is_rebuilt(node) -%}
    {%- set reasons = invocation_cache().setdefault('rebuilt', {}) -%}
    {%- if node.unique_id not in reasons -%}
        {%- set reason = '' -%}
        {%- if node.unique_id in selected_resources -%}
            {%- set reason = (
                lake_batch()['is_whole'] if node.unique_id in loading_ids() else 'full refresh' if flags.FULL_REFRESH
                else why_outdated(node)
            ) -%}
        {%- endif -%}
        {%- do reasons.update({node.unique_id: reason}) -%}
    {%- endif -%}
    {{ return(reasons[node.unique_id]) }}
{%- endmacro %}

{#
    Why a table cannot be kept; empty if it can.

    Args:
        node: as above.
#}
{% macro why_outdated(node) -%}
    {%- set state = table_state(node.name) -%}
    {%- if not state or load_relation(lake_table(node.alias)) is none -%}
        {{ return(node.name ~ ' has not been built') }}
    {%- endif -%}
    {%- if state['definition'] != definition(node) -%}
        {{ return('the SQL of ' ~ node.name ~ ', a macro or var of it, or a model that it reads has changed') }}
    {%- endif -%}
    {#- those that are loaded from the staged batch are built anew together -#}
    {%- for parent in parents_of(node) if node.unique_id not in loading_ids() and parent.config.materialized in ('appended', 'by_date') -%}
        {%- if is_rebuilt(parent) or table_state(parent.name).get('rebuilt_in', 0) > state['batch_id'] -%}
            {{ return(parent.name ~ ' was built anew') }}
        {%- endif -%}
    {%- endfor -%}
    {{ return('') }}
{%- endmacro %}
