{#
    Operation: erases the rows of the tables that are kept from run to run that follow from a person's events. What is
    erased from a table is kept in table `erased_<name>` until the mart has erased it as well, see drop_erased().

        dbt run-operation erase_rows

    A table of which this is not possible, or that an erasure that was killed has left half-written, is built anew by the
    run, as is one whose model has changed.
#}
{% macro erase_rows() -%}
    {%- if why_whole() -%}
        {%- do log('the lake is built anew: ' ~ why_whole(), info=true) -%}
        {{ return('') }}
    {%- endif -%}
    {%- for node in appended_in_order() if not why_outdated(node) -%}
        {%- set partition = node.config.partition_by -%}
        {%- if partition -%}
            {#- what an append that was cut short has left; see begin_run() -#}
            {%- do run_query('msck repair table ' ~ table_of(node)) -%}
        {%- endif -%}
        {%- set rows = rows_to_erase(node) -%}
        {%- if not rows or column_type(described_columns('select * from ' ~ table_of(node)), partition) != 'date' -%}
            {%- do record_lake_state({state_name(node): ''}) -%}
        {%- else -%}
            {%- do keep_erased(node, rows) -%}
            {%- do rewrite_without_erased(node, partition) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do record_lake_state(counted_rows()) -%}
{%- endmacro %}

{#
    The models of materialization `appended`, each after those that it reads. The events come first: what repeats them goes
    with them.
#}
{% macro appended_in_order() -%}
    {%- set ordered = namespace(nodes=[graph.nodes['model.lake.fct_events']]) -%}
    {%- set pending = kept_models() | selectattr('config.materialized', 'equalto', 'appended') | list -%}
    {%- for _ in pending -%}
        {%- for node in pending if node not in ordered.nodes and not kept_parents(node) | reject('in', ordered.nodes) | list -%}
            {%- set ordered.nodes = ordered.nodes + [node] -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(ordered.nodes) }}
{%- endmacro %}

{#
    The table that keeps what is erased from the table of a model; none if nothing was.
#}
{% macro erased_table(node) -%}
    {%- if not execute or not is_production() -%}{{ return(none) }}{%- endif -%}
    {%- set known = invocation_cache() -%}
    {%- if 'erased_tables' not in known -%}
        {%- set rows = run_query('show tables in ' ~ project_name ~ " like 'erased_*'").rows if adapter.check_schema_exists(none, project_name) else [] -%}
        {%- do known.update({'erased_tables': rows | map(attribute=1) | list}) -%}
    {%- endif -%}
    {%- set name = 'erased_' ~ node.alias -%}
    {{ return(api.Relation.create(schema=node.schema, identifier=name) if name in known['erased_tables'] else none) }}
{%- endmacro %}

{#
    Keep rows in `erased_<name>`. An attempt that was killed may have kept some of them already.

    Args:
        node: graph node of the model.
        rows: SQL query.
#}
{% macro keep_erased(node, rows) -%}
    {%- if erased_table(node) -%}
        {%- do run_query('insert into ' ~ erased_table(node) ~ ' by name ' ~ rows) -%}
    {%- else -%}
        {%- do run_query('create table ' ~ node.schema ~ '.erased_' ~ node.alias ~ ' using parquet as ' ~ rows) -%}
        {%- do invocation_cache()['erased_tables'].append('erased_' ~ node.alias) -%}
    {%- endif -%}
{%- endmacro %}

{#
    Write the partitions of a table anew that hold erased rows. Spark replaces one partition after the other, so until all
    are there, the table has no state, and a run after a kill builds it anew.

    Args:
        node: graph node of the model.
        partition: column of its partitions.
#}
{% macro rewrite_without_erased(node, partition) -%}
    {%- set table, erased = table_of(node), erased_table(node) -%}
    {#- an event of the same id that came after the erasure is another one, of a later run -#}
    {%- set is_same = is_same_row(keys_of(node) + ['batch_id']) -%}
    {%- set touched -%}
        select distinct cast({{ partition }} as string) from {{ table }} as stored
        where exists (select 1 from {{ erased }} as erased where {{ is_same }})
    {%- endset -%}
    {%- set dates = run_query(touched).columns[0].values() | list -%}
    {%- if not dates -%}{{ return('') }}{%- endif -%}
    {%- set state = lake_state()[state_name(node)] -%}
    {%- do record_lake_state({state_name(node): ''}) -%}
    {%- if none in dates -%}{{ return('') }}{%- endif -%}
    {%- set remaining -%}
        select * from {{ table }} as stored
        where
            stored.{{ partition }} in ({{ date_list(dates) }})
            and not exists (select 1 from {{ erased }} as erased where {{ is_same }})
    {%- endset -%}
    {%- set written_before = written_at(table, partition, dates) -%}
    {%- do run_query(
        'insert overwrite ' ~ table ~ ' partition (' ~ partition ~ ') by name select ' ~ rebalanced(partition) ~ ' * from ('
        ~ remaining ~ ')'
    ) -%}
    {%- do empty_dates_without_rows(table, partition, written_before, written_at(table, partition, dates)) -%}
    {%- do record_lake_state({state_name(node): state}) -%}
{%- endmacro %}

{#
    The dates of which rows were erased from the table of a model, as ISO 8601 texts; all of them if the mart has not
    erased them yet.
#}
{% macro erased_dates(node) -%}
    {%- set erased = erased_table(node) -%}
    {%- if not erased or not node.config.partition_by -%}{{ return([]) }}{%- endif -%}
    {%- set dates -%}
        select distinct cast({{ node.config.partition_by }} as string) from {{ erased }}
        where {{ node.config.partition_by }} is not null
    {%- endset -%}
    {{ return(run_query(dates).columns[0].values() | list) }}
{%- endmacro %}

{#
    Operation: drops what erase_rows() has kept, when the mart has erased it as well.
#}
{% macro drop_erased() -%}
    {%- set models = graph.nodes.values() | map(attribute='alias') | list -%}
    {%- for row in run_query('show tables in ' ~ target.schema ~ " like 'erased_*'").rows if row[1] not in models -%}
        {%- do run_query('drop table ' ~ target.schema ~ '.' ~ row[1] ~ ' purge') -%}
    {%- endfor -%}
{%- endmacro %}
