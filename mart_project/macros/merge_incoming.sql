{#
    Pre-hook of `watermark`: merges what the run has published into the mart, by key, in the transaction that moves the
    watermark, and updates the summaries in it. A reader sees all of a run, or nothing of it.

    Tables that the lake publishes whole lose the rows that were not sent; of whole dates, this holds for these dates. A
    new table gets its indexes after its rows, which is several times faster than updating the indexes row by row.
#}
{% macro merge_incoming() -%}
    {%- if execute and is_production() -%}
        {%- set tables = tables_to_merge() -%}
        {%- set old_indexes = [] -%}
        {%- set whole, grown = [], [] -%}
        {%- for each in tables -%}
            {%- if each.is_whole or each.kept_from or (each.dates and replaces_rows(each)) -%}{%- do whole.append(each.id) -%}
            {#- counting a whole table takes no longer than looking up a hundredth of its rows twice -#}
            {%- elif removes_events() or has_grown(each.node, 100) -%}{%- do grown.append(each.id) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- set summaries, added = maintained_summaries(), [] -%}
        {%- for node in summaries if node.config.meta.parts and not reads_any_of(node, whole + grown) %}
            {%- do added.append(node) %}
            {{ count_parts_before(node) }}
        {%- endfor %}
        {{ delete_removed_events() }}
        {%- for each in tables -%}
            {%- set key, names = each.key, types_of(each.incoming) | list -%}
            {%- set is_new = not indexes_of(each.table) -%}
            {%- if is_new and not each.is_whole -%}
                {{ exceptions.raise_compiler_error(
                    each.table ~ ' has never been filled, but the last run published only new rows. '
                    'Request a full update: `eventmart update --full`.'
                ) }}
            {%- endif -%}
            {%- if not is_new %}
                {{ replace_outdated_key(each.node, each.table, key) }}
                {%- if each.renews_indexes -%}
                    {%- do old_indexes.extend(indexes_of(each.table, is_unique=false)) %}
                    {{ create_indexes_of(each.node, is_unique=false) }}
                {%- endif -%}
            {%- endif -%}
            {%- if each.kept_from %}
                delete from {{ each.table }} where {{ adapter.quote(each.date_column) }} < date '{{ each.kept_from }}';
            {%- endif -%}
            {%- if each.is_whole or each.dates %}
                delete from {{ each.table }} as merged
                where
                    {% if not each.is_whole -%}
                    {{ adapter.quote(each.date_column) }} in (
                        {%- for date in each.dates %}date '{{ date }}'{{ ', ' if not loop.last }}{% endfor -%}
                    ) and
                    {%- endif %}
                    not exists (select from {{ each.incoming }} as sent where {{ are_equal(key, 'sent', 'merged') }});
            {%- endif %}
            -- changed rows are replaced: the columnar tables of Greenplum know no `on conflict`
            delete from {{ each.table }} as merged
            using {{ each.incoming }} as sent
            where
                {{ are_equal(key, 'sent', 'merged') }}
                and ({% for name in names %}sent.{{ adapter.quote(name) }}{{ ', ' if not loop.last }}{% endfor %})
                is distinct from
                ({% for name in names %}merged.{{ adapter.quote(name) }}{{ ', ' if not loop.last }}{% endfor %});
            insert into {{ each.table }} ({{ quoted(names) }})
            select {{ quoted(names) }} from {{ each.incoming }} as sent
            where not exists (select from {{ each.table }} as merged where {{ are_equal(key, 'sent', 'merged') }})
            {%- if each.node.config.meta.clustered_by %}
                order by {{ each.node.config.meta.clustered_by }}
            {%- endif %};
            {%- if is_new %}
                {{ create_indexes_of(each.node) }}
            {%- endif %}
        {%- endfor -%}
        {%- for each in tables if each.is_whole or has_grown(each.node, 10) %}
            -- the summaries look up the events of each user: the planner needs current statistics
            analyze {{ each.table }};
        {%- endfor -%}
        {%- for each in tables if each.node.config.meta.outdated %}
            delete from {{ each.table }} as merged
            where {{ each.node.config.meta.outdated }};
        {%- endfor -%}
        {{ touch_removed_events() }}
        {%- for node in summaries %}
            {{ update_summary(node, is_whole=reads_any_of(node, whole), is_added=node in added) }}
        {%- endfor -%}
        {{ clear_removed_events() }}
        {{ forget_summaries(except=summaries) }}
        {{ record_published_tables() }}
        {{ drop_indexes(old_indexes) }}
    {%- endif -%}
{%- endmacro %}

{#
    The tables of the mart into which the run merges rows: the models of materialization `merged`, and the published
    tables that need no model, which are staged in schema `incoming` first.

    Returns:
        A list of dicts:
        id: of the model, or of the source that stands for the table;
        table, incoming: relations of the table and of the rows to merge;
        key: list of columns;
        node: graph node of the model, or what stands for it;
        is_whole: whether these are all rows of the table;
        date_column, dates: these are all rows of these dates, if there are any;
        kept_from: the first date that the table keeps, if it has rows of earlier ones;
        renews_indexes: whether the model may have got other indexes.
#}
{% macro tables_to_merge() -%}
    {%- set tables = [] -%}
    {%- for name, published in committed_tables().items() if published.refusal -%}
        {%- do refuse_table(name, published.model, published.refusal ~ '.') -%}
    {%- endfor -%}
    {%- for name, published in plain_tables().items() -%}
        {%- set node = stand_in_of(name, published) -%}
        {%- if stage_published(node, published) -%}{%- do tables.append({
            'id': 'source.mart.published.' ~ name,
            'table': api.Relation.create(schema=node.schema, identifier=name),
            'incoming': api.Relation.create(schema='incoming', identifier=name),
            'key': published.key, 'node': node, 'is_whole': published.is_whole,
            'date_column': published.date_column, 'dates': published.dates, 'renews_indexes': false,
            'kept_from': kept_from(node, published),
        }) -%}{%- endif -%}
    {%- endfor -%}
    {%- set are_events_held = run_query("select 1 from mart.published_tables where table_name = 'events'").rows -%}
    {%- for node in graph.nodes.values() if node.config.materialized == 'merged' -%}
        {%- if node.unique_id not in model.depends_on.nodes -%}
            {{ exceptions.raise_compiler_error(
                node.name ~ ' would stay empty: add a `-- depends_on` line for it to ' ~ model.original_file_path ~ '.'
            ) }}
        {%- endif -%}
        {%- set table = api.Relation.create(schema=node.schema, identifier=node.alias) -%}
        {%- set key = node.config.unique_key -%}
        {%- do tables.append({
            'id': node.unique_id, 'table': table, 'incoming': incoming(table),
            'key': [key] if key is string else key, 'node': node,
            'is_whole': are_all_events_sent(), 'dates': none, 'renews_indexes': not are_events_held,
        }) -%}
    {%- endfor -%}
    {{ return(tables) }}
{%- endmacro %}

{#
    The first date that a published table keeps, if it has rows of earlier ones; else none.

    Args:
        node: the result of stand_in_of().
        published: see committed_tables().
#}
{% macro kept_from(node, published) -%}
    {%- if published.date_column and loses_dates(node.alias, published) -%}
        {%- set older -%}
            select 1 from {{ node.schema }}.{{ node.alias }}
            where {{ adapter.quote(published.date_column) }} < date '{{ published.retained_from }}' limit 1
        {%- endset -%}
        {%- if run_query(older).rows -%}{{ return(published.retained_from) }}{%- endif -%}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}

{#
    Whether rows that come in for whole dates change or end rows of the table. The keys of a summary that these belonged
    to cannot be told from the new rows.

    Args:
        each: a dict of tables_to_merge().
#}
{% macro replaces_rows(each) -%}
    {%- set stale -%}
        select 1 from {{ each.table }} as merged
        where
            {{ adapter.quote(each.date_column) }} in (
                {%- for date in each.dates %}date '{{ date }}'{{ ', ' if not loop.last }}{% endfor -%}
            )
            and not exists (select from {{ each.incoming }} as sent where to_jsonb(sent) = to_jsonb(merged))
        limit 1
    {%- endset -%}
    {{ return(run_query(stale).rows | length > 0) }}
{%- endmacro %}

{#
    SQL condition: two rows have the same key.
#}
{% macro are_equal(key, first, second) -%}
    {%- for name in key -%}
        {{ first }}.{{ adapter.quote(name) }} = {{ second }}.{{ adapter.quote(name) }}{{ ' and ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
