{#
    Hook before and after everything that dbt writes: counts a change of the mart. The API compares the numbers, so that
    clients may keep an answer for as long as the mart stands still.

    Args:
        is_changing: whether dbt begins to write. After a run that was killed, this stays true until the next one ends.
#}
{% macro count_change(is_changing) -%}
    {%- if execute and is_production() and flags.WHICH in ('build', 'run', 'seed', 'snapshot') -%}
        {%- do run_query(adapter.dispatch('counting')(is_changing)) -%}
    {%- endif -%}
{%- endmacro %}

{% macro postgres__counting(is_changing) -%}
    update analytics.changes set
        number = number + 1,
        is_changing = {{ is_changing }}
        {%- if not is_changing -%}, restless_views = array({{ restless_views() }}){%- endif -%}
    ; commit
{%- endmacro %}

{% macro clickhouse__counting(is_changing) -%}
    {%- set changes = {'is_changing': is_changing | string | lower} -%}
    {%- if not is_changing -%}
        {%- do changes.update({'restless_views': '(select groupArray(name) from (' ~ clickhouse__restless_views() ~ '))'}) -%}
    {%- endif -%}
    {{ record_change(changes) }}
{%- endmacro %}

{# Query of the views whose rows change while their tables do not: those that read the clock or random numbers. #}
{% macro restless_views() -%}
    with recursive views as (
        select viewname::text as name, definition from pg_views where schemaname = 'mart'
    ),
    restless as (
        select name from views
        where definition ~* '\y(now|age|random|random_normal|gen_random_uuid|uuidv4|uuidv7|array_shuffle|array_sample|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|current_setting|txid_current|txid_current_snapshot|pg_current_snapshot|inet_client_port)\(|\y(current_date|current_time|current_timestamp|localtime|localtimestamp|tablesample)\y'
        union
        select views.name from views inner join restless on views.definition ~ ('\y' || restless.name || '\y')
    )
    select name from restless
{%- endmacro %}

{% macro clickhouse__restless_views() -%}
    with recursive views as (
        select name, as_select as definition from system.tables where database = 'mart' and engine = 'View'
    ),
    restless as (
        select name from views
        where match(definition, '(?i)\\b({{ restless_words() }})\\b')
        union all
        select views.name from views, restless where match(views.definition, concat('\\bmart\\.`?', restless.name, '\\b'))
    )
    select distinct name from restless
{%- endmacro %}

{#- those of the API's guard for ClickHouse, and what a view may call besides; some need no parenthesis -#}
{% macro restless_words() -%}
    {{ return([
        'now\\\\w*', 'today', 'yesterday', 'current_date', 'current_timestamp', 'curdate', 'utctimestamp', 'utc_timestamp',
        'rand\\\\w*', 'arrayshuffle', 'arraypartialshuffle', 'arrayrandomsample', 'generate\\\\w+', 'fuzz\\\\w+',
        'rownumberinblock', 'rownumberinallblocks', 'blocknumber', 'blocksize', 'runningdifference', 'runningaccumulate',
        'neighbor', 'sample', 'any', 'ties', 'fill', 'uptime', 'hostname', 'currentuser', 'getsetting',
    ] | join('|')) }}
{%- endmacro %}
