{#
    The batch since which the last run has published what changed, as its commit record says; see published_since().
#}
{% macro last_published_since() -%}
    {%- if not execute -%}{{ return(0) }}{%- endif -%}
    {%- set since = 'select max_by(since_batch_id, committed_at) from mart.landing.commits' -%}
    {{ return(run_query(since).columns[0].values()[0]) }}
{%- endmacro %}
