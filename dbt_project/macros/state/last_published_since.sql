{#
    The batch since which the last run has published what changed, as its commit record says; see published_since().
#}
{% macro last_published_since() -%}
    {%- if not execute -%}{{ return(0) }}{%- endif -%}
    {{ return(run_query('select since_batch_id from mart.landing.commits').columns[0].values()[0]) }}
{%- endmacro %}
