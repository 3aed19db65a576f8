{#
    The batch up to which the mart holds what the lake does: rows that changed in a later one are to be published.
    0, so all rows, where there is no mart yet, the lake was built anew since, is another one and behind it, or
    `--full-refresh` asks for it.
#}
{% macro published_since() -%}
    {%- if not execute or flags.FULL_REFRESH -%}{{ return(0) }}{%- endif -%}
    {%- set lake = table_state('fct_events') -%}
    {%- if lake.get('rebuilt_in', 0) | int > mart_batch() or lake.get('batch_id', 0) | int < mart_batch() -%}
        {{ return(0) }}
    {%- endif -%}
    {{ return(mart_batch()) }}
{%- endmacro %}
