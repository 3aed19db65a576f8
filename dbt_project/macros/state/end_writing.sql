{#
    Post-hook of incremental tables: the table is whole again, and as far as the one that it is made from (the first
    that it depends on). See table_state() for what is noted.

    A replay counts as building anew: it may take events away from a date, so all that is made from the table is made
    from all of it.
#}
{% macro end_writing() -%}
    {%- if execute and model.config.materialized == 'incremental' -%}
        {%- set upstream = table_state(model.depends_on.nodes[0].split('.')[-1]) -%}
        {%- set own = table_state(this.identifier) -%}
        {%- set rebuilt_in = upstream['batch_id'] if var('replay_from', none) else own.get('rebuilt_in') -%}
        {%- if this.identifier == 'fct_events' -%}{%- do drop_emptied_dates() -%}{%- endif -%}
        alter table {{ this }} set tblproperties (
            'eventmart.batch_id' = '{{ upstream['batch_id'] }}',
            'eventmart.complete_through' = '{{ upstream['complete_through'] }}',
            'eventmart.rebuilt_in' = '{{ rebuilt_in or upstream['batch_id'] }}',
            'eventmart.definition' = '{{ definition() }}',
            'eventmart.writing' = ''
        )
    {%- endif -%}
{%- endmacro %}
