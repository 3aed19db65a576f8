{#
    The watermark of raw.events, as text: every event received up to then is in it. The partitions step of an update
    run states it as a property of the table; none where it has not yet.
#}
{% macro raw_complete_through() -%}
    {%- set found = namespace(value=none) -%}
    {%- if execute -%}
        {%- for row in run_query('show tblproperties ' ~ source('raw', 'events')).rows -%}
            {%- if row[0] == 'eventmart.complete_through' -%}{%- set found.value = row[1] -%}{%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found.value) }}
{%- endmacro %}
