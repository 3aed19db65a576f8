{#
    Merge what the run has published into the generation that nobody reads, by key, and update the summaries in it.
#}
{% macro merge_generation() -%}
    {%- set generation = next_generation() -%}
    {%- set tables = generation_tables(generation) -%}
    {%- do delete_removed_rows(generation) -%}
    {%- for each in tables -%}{%- do apply_incoming(each) -%}{%- endfor -%}
    {%- do touch_removed_rows() -%}
    {%- set whole = [] -%}
    {%- for each in tables -%}
        {%- if each.is_whole or each.kept_from or each.dates -%}{%- do whole.append(each.id) -%}{%- endif -%}
    {%- endfor -%}
    {%- set summaries = maintained_summaries() -%}
    {%- for node in summaries -%}
        {%- do refresh_summary(node, generation, is_whole=reads_any_of(node, whole)) -%}
    {%- endfor -%}
    {%- do run_query('truncate table incoming.summaries_begun') -%}
    {%- do forget_definitions(generation, except=summaries) -%}
    {%- do write_published_tables(generation) -%}
    {%- set shown = tables_shown_as_in(generation) -%}
    {%- for each in tables if each.is_whole or each.table.identifier not in shown -%}
        {%- do show_table(each.table.identifier, generation, each.description, each.columns) -%}
    {%- endfor -%}
{%- endmacro %}

{#
    The tables into which the run merges rows; see tables_to_merge().

    Returns:
        A list of dicts, as of tables_to_merge(), and:
        stale: SQL condition on the rows of the table that those that come in replace;
        description, columns: of its YAML.
#}
{% macro generation_tables(generation) -%}
    {%- set tables = [] -%}
    {%- for name, published in committed_tables().items() if published.refusal -%}
        {%- do refuse_table(name, published.model, published.refusal ~ '.') -%}
    {%- endfor -%}
    {%- for name, published in plain_tables().items() -%}
        {%- set node = stored_node_of(name, published) -%}
        {%- set table = api.Relation.create(schema=generation, identifier=name) -%}
        {%- set incoming = api.Relation.create(schema='incoming', identifier=name) -%}
        {%- if stage_rows(node, published, incoming, table) -%}{%- do tables.append({
            'id': 'source.mart.published.' ~ name, 'table': table, 'incoming': incoming, 'node': node,
            'is_whole': published.is_whole, 'date_column': published.date_column, 'dates': published.dates,
            'kept_from': kept_from({'schema': current_generation(), 'alias': name}, published),
            'stale': stale_rows(node, incoming, published.dates),
            'description': published.description, 'columns': published.columns,
        }) -%}{%- endif -%}
    {%- endfor -%}
    {%- for node in graph.nodes.values() if node.config.materialized == 'merged' -%}
        {%- set incoming = incoming(api.Relation.create(schema=node.schema, identifier=node.alias)) -%}
        {%- do tables.append({
            'id': node.unique_id, 'table': api.Relation.create(schema=generation, identifier=node.alias),
            'incoming': incoming, 'node': node, 'is_whole': are_all_events_sent(), 'dates': none,
            'stale': node.config.meta.outdated or stale_rows(node, incoming),
            'description': node.description, 'columns': node.columns,
        }) -%}
    {%- endfor -%}
    {{ return(tables) }}
{%- endmacro %}

{#
    SQL condition on the stored rows that those that come in replace: all rows of the dates that are sent whole, or those of
    the same key. A row keeps the date of its key, so only the dates that come in are searched.
#}
{% macro stale_rows(node, incoming, dates=none) -%}
    {%- set meta = node.config.meta -%}
    {%- set key = node.config.unique_key -%}
    {%- set key = quoted([key] if key is string else key) -%}
    {%- set sent = ' from ' ~ incoming ~ (' where ' ~ meta.is_sent if meta.is_sent else '') -%}
    {%- if dates -%}
        {{ adapter.quote(meta.date_column) }} in (
        {%- for date in dates %}toDate32('{{ date }}'){{ ', ' if not loop.last }}{% endfor -%}
        )
    {%- elif meta.date_column -%}
        {{ adapter.quote(meta.date_column) }} in (select {{ adapter.quote(meta.date_column) }}{{ sent }})
        and ({{ key }}) in (select {{ key }}{{ sent }})
    {%- else -%}
        ({{ key }}) in (select {{ key }}{{ sent }})
    {%- endif -%}
{%- endmacro %}

{#
    Merge the rows of one table.

    Args:
        each: a dict of generation_tables().
#}
{% macro apply_incoming(each) -%}
    {%- if each.is_whole -%}
        {%- do run_query('create or replace table ' ~ each.table ~ ' clone as ' ~ each.incoming) -%}
    {%- elif not has_table(each.table.schema, each.table.identifier) -%}
        {{ exceptions.raise_compiler_error(
            each.table.identifier ~ ' has never been filled, but the last run published only new rows. '
            'Request a full update: `eventmart update --full`.'
        ) }}
    {%- else -%}
        {%- if each.kept_from -%}
            {%- do delete_rows(each.table, adapter.quote(each.date_column) ~ " < toDate32('" ~ each.kept_from ~ "')") -%}
        {%- endif -%}
        {%- do delete_rows(each.table, each.stale) -%}
        {%- set meta = each.node.config.meta -%}
        {%- set names = quoted(clickhouse__types_of(each.incoming) | reject('in', meta.not_stored or []) | list) -%}
        {%- do run_query(
            'insert into ' ~ each.table ~ ' (' ~ names ~ ') select ' ~ names ~ ' from ' ~ each.incoming
            ~ (' where ' ~ meta.is_sent if meta.is_sent else '')
        ) -%}
    {%- endif -%}
{%- endmacro %}

{#
    Delete rows of a table. ClickHouse marks them in the parts of the partitions that have any; others are left alone.

    Args:
        table: relation.
        condition: SQL condition on its rows.
#}
{% macro delete_rows(table, condition) -%}
    {%- for (partition,) in run_query('select distinct _partition_id from ' ~ table ~ ' where ' ~ condition).rows -%}
        {%- do run_query('delete from ' ~ table ~ " in partition id '" ~ partition ~ "' where " ~ condition) -%}
    {%- endfor -%}
{%- endmacro %}
