{#
    Post-hook of incremental tables: the table is whole again, and as far as the one that it is made from (the first
    that it depends on). See table_state() for what is noted.

    A replay counts as building anew: it may take events away from a date, so all that is made from the table is made
    from all of it.
#}
{% macro end_writing() -%}
    {%- if execute and model.config.materialized == 'incremental' -%}
        {%- set upstream = table_state(model.depends_on.nodes[0].split('.')[-1]) -%}
        {%- set was_rebuilt_in = none if var('replay_from', none) else table_state(this.identifier).get('rebuilt_in') -%}
        {%- set noted = {
            'batch_id': upstream['batch_id'],
            'complete_through': upstream['complete_through'],
            'spools': upstream['spools'],
            'rebuilt_in': was_rebuilt_in or upstream['batch_id'],
            'definition': definition(),
            'writing': '',
        } -%}
        {%- if this.identifier == 'fct_events' -%}
            {%- do drop_emptied_dates() -%}
            {%- do noted.update(changed_dates_log(upstream['batch_id'])) -%}
        {%- endif -%}
        {{ note_state(noted) }}
    {%- endif -%}
{%- endmacro %}
