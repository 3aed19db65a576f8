{#
    Whether the last committed run published all rows of the lake, not only new and changed ones. True if there is no
    such run: nothing can be merged then, and a model that is only compiled has its simplest form.
#}
{% macro last_run_is_whole() -%}
    {%- if not execute or not run_query("select to_regclass('landing.commits')").columns[0].values()[0] -%}
        {{ return(true) }}
    {%- endif -%}
    {%- set commit = run_query('select since_batch_id = 0 from ' ~ source('landing', 'commits')) -%}
    {{ return(commit.columns[0].values()[0]) }}
{%- endmacro %}
