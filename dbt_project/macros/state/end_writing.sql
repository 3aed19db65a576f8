{#
    Post-hook of incremental tables: records that the table is complete up to the batch of its upstream table, the first
    that it depends on. See table_state() for the recorded properties.

    A replay counts as a rebuild: it may remove events from a date, so all tables derived from this one must be rebuilt.
#}
{% macro end_writing() -%}
    {%- if execute and model.config.materialized == 'incremental' -%}
        {%- set upstream = table_state(model.depends_on.nodes[0].split('.')[-1]) -%}
        {%- set was_rebuilt_in = none if var('replay_from', none) else table_state(this.identifier).get('rebuilt_in') -%}
        {%- set values = {
            'batch_id': upstream['batch_id'],
            'complete_through': upstream['complete_through'],
            'spools': upstream['spools'],
            'rebuilt_in': was_rebuilt_in or upstream['batch_id'],
            'definition': lake_definition(),
            'writing': '',
        } -%}
        {%- if this.identifier == 'fct_events' -%}
            {%- do drop_emptied_dates() -%}
            {%- do values.update(changed_dates_log(upstream['batch_id'])) -%}
        {%- endif -%}
        {{ note_state(values) }}
    {%- endif -%}
{%- endmacro %}
