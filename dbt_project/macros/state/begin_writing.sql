{#
    Pre-hook of incremental tables: note that this invocation writes the table. Where it is killed at that, partitions
    may be half-replaced; should_full_refresh() sees the note and has the table built anew.
#}
{% macro begin_writing() -%}
    {%- if execute and model.config.materialized == 'incremental' and load_relation(this) is not none -%}
        {%- if should_full_refresh() -%}
            {#- what was noted goes with the table, which is dropped before the new one is there #}
            {%- do known()['states'].update({this.identifier: {}}) -%}
        {%- else -%}
            {{ note_state({'writing': invocation_id}) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
