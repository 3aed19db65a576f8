{#
    State that the partitions step of an update run has recorded in the properties of raw.events.

    Returns:
        A dict, empty if nothing has been recorded yet:
        complete_through: the watermark, as text: the table holds every event received up to this time;
        spools: when the last spool that the watermark covers joined, in microseconds since 1970;
        spool.<id>: for each spool, when it joined and the time before which it received nothing.
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
