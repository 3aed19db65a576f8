{#
    `since_batch_id` of the commit record: the last run published the rows that changed after this batch. See
    published_since().
#}
{% macro last_published_since() -%}
    {%- if not execute -%}{{ return(0) }}{%- endif -%}
    {{ return(run_query('select since_batch_id from mart.landing.commits').columns[0].values()[0]) }}
{%- endmacro %}
