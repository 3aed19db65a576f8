{#
    Give the generation that nobody reads the contents of the other one, whatever the last run has left in it. Only
    partitions that differ are replaced, by links to the same files. A delete that has failed would be tried again and
    again, and later ones would wait for it.
#}
{% macro level_generation(source, target) -%}
    {%- do run_query("kill mutation where database = '" ~ target ~ "' and not is_done sync") -%}
    {%- for (statement,) in run_query(leveling_statements(source, target)).rows -%}
        {%- do run_query(statement) -%}
    {%- endfor -%}
{%- endmacro %}

{#
    Query of the statements that do so.

    Args:
        source: database of the generation to copy.
        target: database of the other one.
#}
{% macro leveling_statements(source, target) -%}
    with structures as (
        select
            tables.database as database,
            tables.name as name,
            (
                any(tables.sorting_key), any(tables.partition_key),
                arraySort(groupArray((columns.position, columns.name, columns.type)))
            ) as structure
        from system.tables as tables
        inner join system.columns as columns on tables.database = columns.database and tables.name = columns.table
        where tables.database in ('{{ source }}', '{{ target }}')
        group by tables.database, tables.name
    ),
    compared as (
        select
            name,
            countIf(database = '{{ source }}') = 0 as is_left_over,
            count() = 2 and uniqExact(structure) = 1 as is_like
        from structures
        group by name
    ),
    partitions as (
        select
            database,
            table as name,
            partition_id,
            arraySort(groupArray(hash_of_all_files)) as content
        from system.parts
        where active and database in ('{{ source }}', '{{ target }}')
        group by database, table, partition_id
    )
    select if(
        is_left_over,
        concat('drop table {{ target }}.`', name, '`'),
        concat('create or replace table {{ target }}.`', name, '` clone as {{ source }}.`', name, '`')
    )
    from compared
    where not is_like
    union all
    select concat(
        'alter table {{ target }}.`', name, '` ',
        if(
            countIf(database = '{{ source }}') = 0,
            concat('drop partition id ''', partition_id, ''''),
            concat('replace partition id ''', partition_id, ''' from {{ source }}.`', name, '`')
        )
    )
    from partitions
    where name in (select name from compared where is_like)
    group by name, partition_id
    having count() = 1 or uniqExact(content) = 2
{%- endmacro %}

{#
    Wait until no query runs that began before the last switch: it may read the generation that readers have left. Once it
    is planned, it has chosen its parts, and does not notice what a run writes. So nobody waits longer than planning takes,
    including the scalar subqueries of a query.
#}
{% macro wait_for_readers() -%}
    {%- set earlier -%}
        select 1 from system.processes
        where
            query_id != queryID()
            -- a second more: readers see the switch only once it is written
            and elapsed > (
                select dateDiff('microsecond', switched_at, now64(6)) / 1e6 - 1
                from analytics.changes order by number desc limit 1
            )
            and (current_database = 'mart' or position(query, 'mart') > 0)
        limit 1
    {%- endset -%}
    {%- set readers = namespace(are_left=true) -%}
    {%- for _ in range(30) if readers.are_left -%}
        {%- set readers.are_left = run_query(earlier).rows | length > 0 -%}
        {%- if readers.are_left -%}{%- do run_query('select sleep(1)') -%}{%- endif -%}
    {%- endfor -%}
    {%- if readers.are_left -%}
        {%- do log('a query that began before the last switch still runs: the mart is written all the same', info=true) -%}
    {%- endif -%}
{%- endmacro %}
