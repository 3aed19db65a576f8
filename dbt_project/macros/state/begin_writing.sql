{#
    Pre-hook of incremental tables. Of fct_events, note that this invocation writes it: where it is killed at that,
    partitions may be half-replaced, which were themselves a part of what they are replaced with; should_full_refresh()
    sees the note and has the table built anew. The dates of a table that is made from others are still those to be
    replaced in the next run.
#}
{% macro begin_writing() -%}
    {%- if execute and model.config.materialized == 'incremental' and load_relation(this) is not none -%}
        {%- if should_full_refresh() -%}
            {#- what was noted goes with the table, which is dropped before the new one is there #}
            {%- do known()['states'].update({this.identifier: {}}) -%}
        {%- elif this.identifier == 'fct_events' -%}
            {{ note_state({'writing': invocation_id}) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
