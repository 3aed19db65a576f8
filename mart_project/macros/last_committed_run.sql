{#
    The run whose rows count: the last one that has published everything, as its commit record says.
#}
{% macro last_committed_run() -%}
    (select run_id from {{ source('landing', 'commits') }} order by committed_at desc limit 1)
{%- endmacro %}
