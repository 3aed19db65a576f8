{#
    Subquery for the run whose rows count: the one that has published everything, according to its commit record. See
    check_commit().
#}
{% macro last_committed_run() -%}
    (select run_id from {{ source('landing', 'commits') }})
{%- endmacro %}
