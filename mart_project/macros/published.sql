{#
    What stands for the graph node of a published table that has no model in this project.

    Args:
        name: name of the table.
        published: see committed_tables().
#}
{% macro stand_in_of(name, published) -%}
    {%- for node in graph.nodes.values() if node.resource_type in ('model', 'seed', 'snapshot') and node.alias == name -%}
        {{ exceptions.raise_compiler_error(
            'The lake publishes ' ~ published.model ~ ' as ' ~ name ~ ', and ' ~ node.original_file_path ~ ' has the same '
            'name. Rename it, or publish the other by another name: `meta: {publish: another_name}`.'
        ) }}
    {%- endfor -%}
    {#- dbt does not quote the columns of an index -#}
    {%- set indexes = [{'columns': quoted(published.key).split(', '), 'unique': true}] -%}
    {%- for columns in ([[published.date_column]] if published.date_column else []) + published.indexes -%}
        {%- do indexes.append({'columns': quoted(columns).split(', ')}) -%}
    {%- endfor -%}
    {{ return({
        'schema': target.schema, 'alias': name, 'is_published': true,
        'config': {'unique_key': published.key, 'indexes': indexes, 'meta': {}},
    }) }}
{%- endmacro %}

{#
    Write the rows of a published table to schema `incoming`, with the types that they have in the mart, and see to it
    that the table itself has these columns and their comments, and the indexes that its model has got since. A new table
    gets its indexes after its rows.

    Args:
        node: the result of stand_in_of().
        published: see committed_tables().
    Returns:
        Whether the rows can be merged. If they cannot, all other tables are merged without them, see refuse_table().
#}
{% macro stage_published(node, published) -%}
    {%- set table = api.Relation.create(schema=node.schema, identifier=node.alias) -%}
    {%- set incoming = api.Relation.create(schema='incoming', identifier=node.alias) -%}
    {%- set rows -%}
        select
            {%- for name, column in published.columns.items() %}
            {{ from_landing(adapter.quote(name), column.type) }} as {{ adapter.quote(name) }}{{ ',' if not loop.last }}
            {%- endfor %}
        from landing.{{ node.alias }}
        where run_id = {{ last_committed_run() }}
    {%- endset -%}
    {%- set staging -%}
        do $staging$
        #variable_conflict use_column
        declare
            cause text;
            detail text;
        begin
            perform set_config('eventmart.refusal', '', true);
            {{ stage_incoming(incoming, rows, published.key, 'unique_key_of_' ~ published.model.split('.')[-1]) }}
        exception
            when others then
                get stacked diagnostics cause = message_text, detail = pg_exception_detail;
                perform set_config('eventmart.refusal', concat_ws('. ', cause, nullif(detail, '')), true);
        end
        $staging$;
        select current_setting('eventmart.refusal')
    {%- endset -%}
    {%- set refusal = run_query(staging).columns[0].values()[0] -%}
    {%- if refusal -%}
        {%- do refuse_table(node.alias, published.model, refusal) -%}
        {{ return(false) }}
    {%- endif -%}
    {%- set problem = ensure_table(table, like=incoming, node=node, is_whole=published.is_whole) -%}
    {%- if problem -%}
        {%- do refuse_table(node.alias, published.model, problem) -%}
        {{ return(false) }}
    {%- endif -%}
    {%- do run_query(comments_of(table, published)) -%}
    {%- if indexes_of(table) -%}
        {%- for index in node.config.indexes if not has_index_on(table, index.columns) -%}
            {%- do run_query(get_create_index_sql(table, index)) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(true) }}
{%- endmacro %}

{#
    Leave a published table as it is, because its new rows cannot be merged. The next run gets them again.

    Args:
        name: name of the table.
        model: id of the model of the lake.
        cause: why.
#}
{% macro refuse_table(name, model, cause) -%}
    {%- do invocation_cache().setdefault('refused', {}).update({
        name: 'The new rows of mart.' ~ name ~ ' are refused, and it stays as it was: ' ~ cause ~ ' Correct ' ~ model ~ '.'
    }) -%}
{%- endmacro %}

{#
    on-run-end hook: fail if rows were refused. Everything else is merged by then.
#}
{% macro report_refused_tables() -%}
    {%- if execute and invocation_cache().get('refused') -%}
        {{ exceptions.raise_compiler_error(invocation_cache()['refused'].values() | join('\n')) }}
    {%- endif -%}
{%- endmacro %}

{#
    A value of schema `landing` in the type that it has in the mart.

    Args:
        column: SQL expression.
        type: type in PostgreSQL.
        is_key: whether the column is part of the unique key, which is never null.
#}
{% macro from_landing(column, type, is_key=false) -%}
    {{ adapter.dispatch('from_landing')(column, type, is_key) }}
{%- endmacro %}

{% macro postgres__from_landing(column, type, is_key) -%}
    {%- if type == 'timestamp with time zone' -%}{{ from_micros(column) }}
    {%- elif type == 'timestamp without time zone' -%}{{ from_micros(column) }} at time zone 'UTC'
    {%- elif type == 'jsonb' -%}{{ safe_jsonb(column, 'true') }}
    {%- else -%}{{ column }}::{{ type }}
    {%- endif -%}
{%- endmacro %}

{#
    Statements that give a table and its columns the descriptions of the lake's model.
#}
{% macro comments_of(table, published) -%}
    comment on table {{ table }} is {{ text_literal(published.description | trim) }};
    {%- for name, column in published.columns.items() %}
        comment on column {{ table }}.{{ adapter.quote(name) }} is {{ text_literal(column.description | trim) }};
    {%- endfor -%}
{%- endmacro %}

{#
    Whether a table has an index on exactly these columns, in this order.
#}
{% macro has_index_on(table, columns) -%}
    {%- set matching -%}
        select 1 from pg_index
        where
            indrelid = '{{ table }}'::regclass
            and {{ text_literal(columns | join(',')) }} = (
                select string_agg('"' || pg_attribute.attname || '"', ',' order by keys.position)
                from unnest(pg_index.indkey::smallint[]) with ordinality as keys (attnum, position)
                inner join pg_attribute
                    on pg_attribute.attrelid = pg_index.indrelid and pg_attribute.attnum = keys.attnum
            )
    {%- endset -%}
    {{ return(run_query(matching).rows | length > 0) }}
{%- endmacro %}

{#
    Statements that record how far the mart holds each published table. A table that the lake no longer publishes is
    forgotten, and stays as it is.
#}
{% macro record_published_tables() -%}
    {%- set tables = committed_tables() -%}
    {%- set refused = invocation_cache().get('refused', {}) -%}
    {%- for name, table in tables.items() if table.is_sent and name not in refused %}
        insert into mart.published_tables (table_name, batch_id, sent_as, definition, retained_from)
        values (
            '{{ name }}', {{ table.batch_id }}, '{{ table.sent_as }}', '{{ tables_definition() if name == 'events' }}',
            '{{ table.retained_from | default('') }}'
        )
        on conflict (table_name) do update
        set batch_id = excluded.batch_id, sent_as = excluded.sent_as, definition = excluded.definition,
            retained_from = excluded.retained_from;
    {%- endfor %}
    update mart.published_tables
    set complete_through = commits.complete_through
    from ({{ complete_through_of_commit() }}) as commits
    where table_name in ({% for name, table in tables.items() if table.is_current and name not in refused %}'{{ name }}', {% endfor %}null);
    {%- for (name,) in run_query('select table_name from mart.published_tables').rows if name not in tables -%}
        {%- do log(
            'mart.' ~ name ~ ' is no longer published, and gets no new rows. If nobody needs it, run as eventmart_owner: '
            '`drop table mart.' ~ name ~ '`', info=true
        ) %}
        delete from mart.published_tables where table_name = '{{ name }}';
    {%- endfor -%}
{%- endmacro %}

{% macro complete_through_of_commit() -%}
    select {{ from_micros('complete_through') }} as complete_through from landing.commits
{%- endmacro %}
