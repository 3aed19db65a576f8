{#
    The batch up to which the mart holds what the lake does: rows that changed in a later one are to be published.
    0, so all rows, where there is no mart yet, the lake was built anew since, is another one and behind it, or
    `--full-refresh` asks for it.
#}
{% macro published_since() -%}
    {%- if not execute -%}{{ return(0) }}{%- endif -%}
    {%- if 'published_since' not in known() -%}
        {%- set since = namespace(value=0) -%}
        {%- if not flags.FULL_REFRESH and run_query("show tables in mart.mart like 'watermark'").rows -%}
            {%- for row in run_query('select batch_id from mart.mart.watermark').rows -%}
                {%- set since.value = row[0] -%}
            {%- endfor -%}
            {%- set lake = table_state('fct_events') -%}
            {%- if lake.get('rebuilt_in', 0) | int > since.value or lake.get('batch_id', 0) | int < since.value -%}
                {%- set since.value = 0 -%}
            {%- endif -%}
        {%- endif -%}
        {%- do known().update({'published_since': since.value}) -%}
    {%- endif -%}
    {{ return(known()['published_since']) }}
{%- endmacro %}
