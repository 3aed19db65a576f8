{#
    What stands for the graph node of a published table that has no model in this project.

    Args:
        name: name of the table.
        published: see committed_tables().
#}
{% macro stored_node_of(name, published) -%}
    {%- do stand_in_of(name, published) -%}
    {%- set column = published.date_column -%}
    {%- set order_by = ([column] if column and column not in published.key else []) + published.key -%}
    {{ return({
        'alias': name,
        'config': {'unique_key': published.key, 'meta': {
            'date_column': column,
            'order_by': quoted(order_by).split(', '),
            'partition_by': 'toYYYYMM(' ~ adapter.quote(column) ~ ')' if column else none,
        }},
    }) }}
{%- endmacro %}

{#
    Write the rows of a published table to database `incoming`, with the types that they have in the mart.

    Args:
        node: the result of stored_node_of().
        published: see committed_tables().
        incoming: relation of the rows.
        table: relation of the table in the generation that the run writes. It gets the columns that it lacks.
    Returns:
        Whether the rows can be merged. If they cannot, all other tables are merged without them, see refuse_table().
#}
{% macro stage_rows(node, published, incoming, table) -%}
    {%- set key = published.key -%}
    {#- what stale_rows() compares -#}
    {%- set found_by = (key + ([published.date_column] if published.date_column else [])) | unique | list -%}
    {%- set rows -%}
        select
            {%- for name, column in published.columns.items() %}
            {{ from_landing(adapter.quote(name), column.type, is_key=name in key) }} as {{ adapter.quote(name) }}{{ ',' if not loop.last }}
            {%- endfor %}
        from landing.{{ node.alias }} as sent
        where run_id = {{ last_committed_run() }}
    {%- endset -%}
    {%- set problems -%}
        select
            count() - uniqExact({{ quoted(key) }}),
            countIf({% for name in found_by %}isNull({{ adapter.quote(name) }}){{ ' or ' if not loop.last }}{% endfor %})
        from landing.{{ node.alias }} where run_id = {{ last_committed_run() }}
    {%- endset -%}
    {%- set repeats, nulls = run_query(problems).rows[0] -%}
    {%- set refusal = namespace(cause='') -%}
    {%- if nulls -%}
        {%- set refusal.cause = nulls ~ ' rows have a null in the unique key or the date (' ~ found_by | join(', ') ~ ').' -%}
    {%- elif repeats -%}
        {%- set refusal.cause = repeats ~ ' rows repeat the unique key (' ~ key | join(', ') ~ ') of others.' -%}
    {%- else -%}
        {%- do run_query(create_incoming(incoming, rows, node)) -%}
        {%- if not published.is_whole and has_table(table.schema, table.identifier) -%}
            {%- set existing = clickhouse__types_of(table) -%}
            {%- for name, type in clickhouse__types_of(incoming).items() -%}
                {%- if name not in existing -%}
                    {%- do run_query('alter table ' ~ table ~ ' add column ' ~ adapter.quote(name) ~ ' ' ~ type) -%}
                {%- elif existing[name] != type -%}
                    {%- set refusal.cause = 'Column ' ~ name ~ ' is ' ~ existing[name] ~ ', and shall be ' ~ type
                        ~ '. Request a full update: `eventmart update --full`.' -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endif -%}
    {%- if refusal.cause -%}
        {%- do refuse_table(node.alias, published.model, refusal.cause) -%}
        {{ return(false) }}
    {%- endif -%}
    {{ return(true) }}
{%- endmacro %}

{#
    Statement that replaces a table in database `incoming`. Its comment is the run whose rows it holds.

    Args:
        relation: the table.
        sql: its rows.
        node: graph node of its model, or what stands for it.
#}
{% macro create_incoming(relation, sql, node) -%}
    {%- if 'run' not in invocation_cache() -%}
        {%- do invocation_cache().update({'run': run_query('select run_id from landing.commits').rows[0][0]}) -%}
    {%- endif -%}
    create or replace table {{ relation }} {{ engine_of(node, comment=invocation_cache()['run']) }} as
    {{ sql }}
{%- endmacro %}

{#
    A value of database `landing` in the type that it has in the mart.

    Args:
        column: SQL expression.
        type: its type in PostgreSQL's words, or one of ClickHouse.
        is_key: whether the column is part of the unique key, which is never null.
#}
{% macro clickhouse__from_landing(column, type, is_key=false) -%}
    {%- set kind = type.split('(')[0] -%}
    {%- set types = {
        'text': 'String', 'jsonb': 'String', 'bytea': 'String', 'boolean': 'Bool', 'smallint': 'Int16', 'integer': 'Int32',
        'bigint': 'Int64', 'real': 'Float32', 'double precision': 'Float64', 'date': 'Date32',
    } -%}
    {%- if type in ('timestamp with time zone', 'timestamp without time zone') -%}{%- set value = from_micros(column) -%}
    {%- elif type == 'bytea' -%}{%- set value = 'base64Decode(' ~ column ~ ')' -%}
    {%- else -%}{%- set value = column -%}
    {%- endif -%}
    {%- if type in ('timestamp with time zone', 'timestamp without time zone') -%}{%- set name = "DateTime64(6, 'UTC')" -%}
    {%- elif kind == 'numeric' -%}{%- set name = type | replace('numeric', 'Decimal') if '(' in type else 'Decimal(38, 9)' -%}
    {%- else -%}{%- set name = types.get(type, type) -%}
    {%- endif -%}
    cast({{ value }} as {{ name if is_key else 'Nullable(' ~ name ~ ')' }})
{%- endmacro %}
