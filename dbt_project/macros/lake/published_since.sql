{#
    The batch up to which the mart matches the lake: rows of later batches are to be published. 0, so all rows, if there
    is no mart yet, the lake was rebuilt after that batch, the lake is behind the mart (a different lake), this
    run rebuilds it, or `--full-refresh` is set.
#}
{% macro published_since() -%}
    {%- if not execute or flags.FULL_REFRESH -%}{{ return(0) }}{%- endif -%}
    {%- if builds_lake() and lake_batch()['is_whole'] -%}{{ return(0) }}{%- endif -%}
    {%- set lake = lake_state() -%}
    {%- if lake.get('rebuilt_in', 0) | int > mart_batch() or lake.get('batch_id', 0) | int < mart_batch() -%}
        {{ return(0) }}
    {%- endif -%}
    {{ return(mart_batch()) }}
{%- endmacro %}
