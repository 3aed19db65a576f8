{#
    Hook before and after everything that dbt writes: counts a change of the mart. The API compares the numbers, so that
    clients may keep an answer for as long as the mart stands still.

    Args:
        is_changing: whether dbt begins to write. After a run that was killed, this stays true until the next one ends.
#}
{% macro count_change(is_changing) -%}
    {%- if execute and is_production() and flags.WHICH in ('build', 'run', 'seed', 'snapshot') -%}
        {%- set counting -%}
            update analytics.changes set
                number = number + 1,
                is_changing = {{ is_changing }}
                {%- if not is_changing -%}, restless_views = array({{ restless_views() }}){%- endif -%}
            ; commit
        {%- endset -%}
        {%- do run_query(counting) -%}
    {%- endif -%}
{%- endmacro %}

{# Query of the views whose rows change while their tables do not: those that read the clock or random numbers. #}
{% macro restless_views() -%}
    with recursive views as (
        select viewname::text as name, definition from pg_views where schemaname = 'mart'
    ),
    restless as (
        select name from views
        where definition ~* '\y(now|age|random|random_normal|gen_random_uuid|uuidv4|uuidv7|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|current_setting)\(|\y(current_date|current_time|current_timestamp|localtime|localtimestamp|tablesample)\y'
        union
        select views.name from views inner join restless on views.definition ~ ('\y' || restless.name || '\y')
    )
    select name from restless
{%- endmacro %}
