{#
    Operation: publishes every model with `meta: {publish: true}`; see send().

        dbt run-operation publish

    Rows go to the table of the same name in schema `landing`, without the prefix `fct_` or `dim_`, each with the id of
    this publish. `landing.commits` is dropped first and written last. It names the tables of the run, so their rows count
    once it exists; see check_commit() in the mart's project. What the mart holds already is not sent again, see
    what_to_publish().

    Args:
        held: what the mart holds, as lists of the columns that tables_of_mart() queries. Only ClickHouse, of which Spark
            knows nothing, needs it: `eventmart update` publishes there.
        run_id: id of the update run. It begins the id of this publish, of which a run may have several.
#}
{% macro publish(held=none, run_id='') -%}
    {%- do invocation_cache().update({'publish_id': (run_id ~ '/' if run_id else '') ~ invocation_id}) -%}
    {%- if not is_production() -%}
        {{ exceptions.raise_compiler_error('Only what target `prod` has built is published: `--target prod`.') }}
    {%- endif -%}
    {%- if is_on_clickhouse() and var('earliest_event_at') | string < '1900-01-02' -%}
        {#- 1900-01-01 here may be the day before in the time zone of the mart's dates -#}
        {%- do refuse_var('earliest_event_at', 'a date after 1900-01-01: an older ClickHouse holds none before that day.') -%}
    {%- endif -%}
    {%- set state = lake_state() -%}
    {%- if 'batch_id' not in state or state['writing'] -%}
        {{ exceptions.raise_compiler_error(
            'The lake is not built, or half-built: a run has failed. Build it first: `dbt build` in dbt_project, or run '
            '`eventmart update`.'
        ) }}
    {%- endif -%}
    {%- set models = published_models() -%}
    {%- if is_on_clickhouse() and held is none -%}
        {{ exceptions.raise_compiler_error('A mart on ClickHouse is published by `eventmart update`.') }}
    {%- endif -%}
    {%- set held = tables_of_mart(held) -%}
    {%- if not is_on_clickhouse() -%}{%- do run_query('drop table if exists mart.landing.commits') -%}{%- endif -%}
    {%- set is_erasing = publish_erased() -%}
    {%- set tables = {} -%}
    {%- for name, node in models.items() -%}
        {%- set rows = what_to_publish(node, held.get(name, {}), is_erasing) -%}
        {%- set sent = publish_table(name, node, rows) if rows else {'is_sent': false} -%}
        {%- do tables.update({name: dict(sent, is_current=is_current(node), has_erased=is_erasing, retained_from=state.get('retained_from', ''))}) -%}
    {%- endfor -%}
    {%- set sent = [] -%}
    {%- for name, table in tables.items() if table.is_sent -%}{%- do sent.append(name) -%}{%- endfor -%}
    {%- do log('sent ' ~ (sent | join(', ') or 'no table, because nothing is new'), info=true) -%}
    {%- set complete_through = state.get('complete_through') -%}
    {%- set commit -%}
        select
            '{{ invocation_cache()['publish_id'] }}' as run_id,
            unix_micros(current_timestamp()) as committed_at,
            unix_micros({{ "timestamp '" ~ complete_through ~ "'" if complete_through else 'cast(null as timestamp)' }})
            as complete_through,
            cast({{ state['batch_id'] }} as bigint) as batch_id,
            cast({{ state['event_count'] }} as bigint) as event_count,
            cast({{ state['repeat_count'] }} as bigint) as repeat_count,
            cast({{ state['id_conflict_count'] }} as bigint) as id_conflict_count,
            {{ text_literal(tojson(tables)) }} as tables
    {%- endset -%}
    {%- do send('commits', commit) -%}
{%- endmacro %}

{#
    Write rows to a table of schema `landing`: through Spark's JDBC catalog `mart` or, for ClickHouse, to files in HDFS, which
    the run sends there. See pipeline/mart/landing.py.

    Args:
        name: name of the table. It is replaced.
        query: the rows.
#}
{% macro send(name, query) -%}
    {%- if is_on_clickhouse() -%}
        {%- do run_query("insert overwrite directory '/lake/published/" ~ name ~ "' using json " ~ query) -%}
    {%- else -%}
        {%- do run_query('create or replace table mart.landing.' ~ name ~ ' as ' ~ query) -%}
        {%- if 'spark_master' not in invocation_cache() -%}
            {%- do invocation_cache().update({'spark_master': run_query('set spark.master').rows[0][1]}) -%}
        {%- endif -%}
        {%- if not invocation_cache()['spark_master'].startswith('local') -%}
            {%- do refuse_rows_sent_twice(name, query) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#
    Refuse a table of schema `landing` with more rows than were to be sent. Each task of Spark commits its rows. If its
    executor dies before the driver knows of that, another executor sends them again.
#}
{% macro refuse_rows_sent_twice(name, query) -%}
    {%- set counts -%}
        select (select count(*) from mart.landing.{{ name }}), (select count(*) from ({{ query }}))
    {%- endset -%}
    {%- for landed, sent in run_query(counts).rows if landed != sent -%}
        {#- the worker knows this message as one of a failure that passes, see pipeline/transient.py -#}
        {{ exceptions.raise_compiler_error(
            'landing.' ~ name ~ ' has ' ~ landed ~ ' rows instead of ' ~ sent ~ ': an executor was lost while it sent them.'
        ) }}
    {%- endfor -%}
{%- endmacro %}

{% macro is_on_clickhouse() -%}
    {{ return(env_var('EVENTMART_MART_ENGINE', 'postgres') == 'clickhouse') }}
{%- endmacro %}

{#
    Send the ids of the events that were erased, which the mart has to delete, and when they were received: another event
    may have the id by now.

    Returns:
        Whether a person is being forgotten.
#}
{% macro publish_erased() -%}
    {%- set erased = erased_table(graph.nodes['model.lake.fct_events']) -%}
    {%- if erased -%}
        {%- do send(
            'erased_events',
            'select distinct source, event_id, unix_micros(received_at) as received_micros from ' ~ erased
        ) -%}
    {%- endif -%}
    {{ return(erased is not none) }}
{%- endmacro %}

{#
    The models to publish.

    Returns:
        A dict of graph nodes by the name of their table in PostgreSQL.
#}
{% macro published_models() -%}
    {%- set models = {} -%}
    {%- for node in graph.nodes.values() if node.config.get('meta', {}).publish -%}
        {%- set publish = node.config.meta.publish -%}
        {%- set name = publish if publish is string else modules.re.sub('^(fct|dim)_', '', node.name) -%}
        {%- if name in (
            'commits', 'contents', 'published_tables', 'completeness', 'erasures', 'erased_events', 'removed_events'
        ) or not modules.re.fullmatch('[a-z_][a-z0-9_]*', name) -%}
            {{ exceptions.raise_compiler_error(
                node.name ~ ' cannot be published as ' ~ name ~ ': the mart has a table of this name, or it is no name in '
                'lower case. Give it another: `meta: {publish: another_name}`.'
            ) }}
        {%- endif -%}
        {%- if name in models -%}
            {{ exceptions.raise_compiler_error(
                node.name ~ ' and ' ~ models[name].name ~ ' are both published as ' ~ name ~ '. Give one of them another '
                'name: `meta: {publish: another_name}`.'
            ) }}
        {%- endif -%}
        {%- do keys_of(node) -%}
        {%- do models.update({name: node}) -%}
    {%- endfor -%}
    {{ return(models) }}
{%- endmacro %}

{#
    Whether a table holds the last batch. It does not if its model or a test of it has failed since.
#}
{% macro is_current(node) -%}
    {{ return(table_state(node).get('batch_id', 0) >= lake_state()['batch_id'] | int) }}
{%- endmacro %}

{#
    What the mart holds of each table, by the table's name; empty if there is no mart yet.

    Args:
        rows: the result of the query, if it is known.
    Returns:
        A dict of dicts: `batch_id`, the run up to which the mart holds the table; `sent_as`, what it was sent as;
        `retained_from`, the first date that it was told to keep.
#}
{% macro tables_of_mart(rows=none) -%}
    {%- set held = {} -%}
    {%- set query = 'select table_name, batch_id, sent_as, retained_from from mart.mart.published_tables' -%}
    {%- for name, batch_id, sent_as, retained_from in (run_query(query).rows if rows is none else rows) -%}
        {%- do held.update({name: {'batch_id': batch_id | int, 'sent_as': sent_as, 'retained_from': retained_from}}) -%}
    {%- endfor -%}
    {{ return(held) }}
{%- endmacro %}

{#
    What the mart lacks of a table. It gets all rows if it has none of them, if the table was built anew since, if it has
    those of another model or with other types, or if it is ahead of the lake, which must then be another lake. Each run
    builds a model of any other materialization than `appended` and `by_date` anew. The mart gets all of its rows if any
    have changed.

    Of a model that has failed, or of which a test has, it gets nothing: only of an appended table the rows that runs before
    have brought. Those of the run that has failed are of a later batch.

    While a person is forgotten, every table is sent, so that no row of the person is left in schema `landing`. Of dates of
    which rows were erased, all rows are sent, so that the mart deletes the others; of the events, it gets a list. Every
    table is also sent, perhaps without rows, if the mart has dates that are not kept any longer.

    Args:
        node: graph node of the model.
        held: what the mart holds of the table; empty if it does not have it.
        is_erasing: whether a person is being forgotten.
    Returns:
        A dict, or none if the mart lacks nothing:
        condition: SQL condition on the rows; empty for all rows;
        dates: the dates of which these are all rows, as ISO 8601 texts; none if they are no whole dates;
        batch_id: the run up to which the mart then holds the table.
#}
{% macro what_to_publish(node, held, is_erasing) -%}
    {%- set state = table_state(node) -%}
    {%- if not state -%}
        {%- do log(
            node.name ~ ' is not published, because it has not been built: `dbt build --select ' ~ node.name ~ '`', info=true
        ) -%}
        {{ return(none) }}
    {%- elif not is_kept(node) and not is_current(node) -%}
        {#- a build that has failed may have left no table -#}
        {{ return(none) }}
    {%- endif -%}
    {%- set batch_id = state['changed_in'] -%}
    {%- set is_appended = node.config.materialized == 'appended' -%}
    {%- set erased = erased_dates(node) if is_appended and node.name != 'fct_events' else [] -%}
    {#- a mart of an earlier version does not say what it was sent -#}
    {%- set is_other = held.get('sent_as') and held['sent_as'] != sent_as(node) -%}
    {%- set is_rebuilt = state['rebuilt_in'] > held.get('batch_id', 0) and (is_kept(node) or not held.get('sent_as')) -%}
    {%- set is_whole = not held or is_other or is_rebuilt or batch_id < held['batch_id'] -%}
    {%- set is_held = batch_id == held.get('batch_id') or not is_kept(node) -%}
    {%- if not is_current(node) and (is_whole or erased or not is_appended) -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set is_retained = held.get('retained_from') == lake_state().get('retained_from', '') -%}
    {%- if is_held and not is_whole and not is_erasing and is_retained -%}
        {{ return(none) }}
    {%- elif is_whole or not is_kept(node) -%}
        {{ return({'condition': '', 'dates': none, 'batch_id': batch_id}) }}
    {%- elif is_appended -%}
        {%- set condition = 'batch_id > ' ~ held['batch_id'] ~ ' and batch_id <= ' ~ batch_id -%}
        {%- if erased -%}
            {%- set condition = condition ~ ' or ' ~ node.config.partition_by ~ ' in (' ~ date_list(erased) ~ ')' -%}
        {%- endif -%}
        {{ return({'condition': condition, 'dates': erased or none, 'batch_id': batch_id}) }}
    {%- endif -%}
    {%- set dates = touched_dates(node, held['batch_id'], node.config.partition_by) -%}
    {%- set condition = node.config.partition_by ~ ' in (' ~ date_list(dates) ~ ')' if dates else 'false' -%}
    {{ return({'condition': condition, 'dates': dates, 'batch_id': batch_id}) }}
{%- endmacro %}

{#
    Checksum of what decides the meaning of the rows that are sent, besides the SQL of the model: which model it is, and
    the types that its YAML says for the mart. Of a model that each run builds anew, also of the rows, and of all that the
    mart is told of the table.
#}
{% macro sent_as(node) -%}
    {%- set known = invocation_cache().setdefault('sent_as', {}) -%}
    {%- if node.unique_id not in known -%}
        {%- set parts = [node.unique_id] -%}
        {%- for name, column in node.columns.items() if column.get('meta', {}).mart_type -%}
            {%- do parts.append(name ~ ' ' ~ column.meta.mart_type) -%}
        {%- endfor -%}
        {%- if not is_kept(node) -%}
            {%- do parts.append(tojson([node.description, node.columns, node.config.meta, keys_of(node)], sort_keys=true)) -%}
            {%- do parts.append(content_of(table_of(node))) -%}
        {%- endif -%}
        {%- do known.update({node.unique_id: local_md5(parts | sort | join(','))}) -%}
    {%- endif -%}
    {{ return(known[node.unique_id]) }}
{%- endmacro %}

{#
    A text that tells two states of a table or view apart: its columns, and a checksum of its rows in any order.
#}
{% macro content_of(table) -%}
    {%- set checksum -%}
        select count(*), sum(cast(xxhash64(to_json(struct(*))) as decimal(38, 0))) from {{ table }}
    {%- endset -%}
    {{ return(tojson(described_columns('select * from ' ~ table))  ~ ' ' ~ run_query(checksum).rows[0] | join(' ')) }}
{%- endmacro %}
