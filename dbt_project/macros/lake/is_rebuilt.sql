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
        {%- if node.unique_id in selected_ids() -%}
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
    {%- if not is_production() -%}{{ return('target ' ~ target.name ~ ' keeps no state') }}{%- endif -%}
    {%- set state = table_state(node) -%}
    {%- if not state or load_relation(table_of(node)) is none -%}
        {{ return(node.name ~ ' has not been built') }}
    {%- endif -%}
    {%- if state['definition'] != definition(node) -%}
        {{ return('the SQL of ' ~ node.name ~ ', a macro or var of it, or a model that it reads has changed') }}
    {%- endif -%}
    {%- if node.unique_id in loading_ids() -%}
        {{ return(node.name ~ ' was left out of earlier runs' if state['batch_id'] < lake_state()['batch_id'] | int else '') }}
    {%- endif -%}
    {#- those that are loaded from the staged batch are built anew together -#}
    {%- for parent in kept_parents(node) -%}
        {%- if is_rebuilt(parent) or table_state(parent).get('rebuilt_in', 0) > state['rebuilt_in'] -%}
            {{ return(parent.name ~ ' was built anew') }}
        {%- endif -%}
    {%- endfor -%}
    {{ return('') }}
{%- endmacro %}
