{#
    The run whose rows count: the one that has published everything, as its commit record says. See check_commit().
#}
{% macro last_committed_run() -%}
    (select run_id from {{ source('landing', 'commits') }})
{%- endmacro %}
