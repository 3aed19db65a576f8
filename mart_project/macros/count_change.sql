{#
    Hook before and after everything that dbt writes: counts a change of the mart. The API compares the numbers, so that
    clients may keep an answer for as long as the mart stands still.

    Args:
        is_changing: whether dbt begins to write. After a run that was killed, this stays true until the next one ends.
#}
{% macro count_change(is_changing) -%}
    {%- if execute and is_production() and flags.WHICH in ('build', 'run', 'seed', 'snapshot') -%}
        {%- do run_query('update analytics.changes set number = number + 1, is_changing = ' ~ is_changing ~ '; commit') -%}
    {%- endif -%}
{%- endmacro %}
