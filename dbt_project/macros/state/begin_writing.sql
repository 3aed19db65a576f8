{#
    Pre-hook of incremental tables: marks fct_events as being written by this invocation. A run replaces its partitions
    with rows that it reads from the same partitions, so a run that is killed half-way may lose rows;
    should_full_refresh() sees the mark and rebuilds the table. Tables derived from fct_events need no mark: the next
    run replaces the same dates again.
#}
{% macro begin_writing() -%}
    {%- if execute and model.config.materialized == 'incremental' and load_relation(this) is not none -%}
        {%- if should_full_refresh() -%}
            {#- dbt drops the table, and its properties with it, before it creates the new one #}
            {%- do invocation_cache()['states'].update({this.identifier: {}}) -%}
        {%- elif this.identifier == 'fct_events' -%}
            {{ note_state({'writing': invocation_id}) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
