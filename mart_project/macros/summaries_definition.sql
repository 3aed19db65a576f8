{#
    Checksum of the views that define the summaries (see materialization `summary`), and so of everything in their SQL:
    models, macros and vars.
#}
{% macro summaries_definition() -%}
    {%- if not execute -%}{{ return('') }}{%- endif -%}
    {%- set definitions -%}
        select md5(string_agg(viewname || definition, '' order by viewname)) from pg_views where schemaname = 'incoming'
    {%- endset -%}
    {{ return(run_query(definitions).columns[0].values()[0]) }}
{%- endmacro %}
