{#
    Whether the last committed run has published all that the lake holds, and not only what was new to the mart.
#}
{% macro last_run_is_whole() -%}
    {%- set found -%}
        select since_batch_id = 0 from {{ source('landing', 'commits') }}
        where run_id = {{ last_committed_run() }}
    {%- endset -%}
    {{ return(run_query(found).columns[0].values()[0]) }}
{%- endmacro %}
