{#
    What the partitions step of an update run has stated about raw.events, as properties of the table.

    Returns:
        A dict, empty where it has not stated anything yet:
        complete_through: the watermark, as text: every event received up to then is in the table;
        spools: when the last of the spools has joined of which that holds, in microseconds since 1970;
        spool.<id>: of each, when it has joined, and the moment before which it has received nothing.
#}
{% macro raw_state() -%}
    {%- set state = {} -%}
    {%- if execute -%}
        {%- for row in run_query('show tblproperties ' ~ source('raw', 'events')).rows -%}
            {%- if row[0].startswith('eventmart.') -%}{%- do state.update({row[0][10:]: row[1]}) -%}{%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(state) }}
{%- endmacro %}
