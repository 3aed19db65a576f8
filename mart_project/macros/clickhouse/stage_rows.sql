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
    {%- set rows -%}
        select
            {%- for name, column in published.columns.items() %}
            {{ from_landing(adapter.quote(name), column.type, is_key=name in key) }} as {{ adapter.quote(name) }}{{ ',' if not loop.last }}
            {%- endfor %}
        from landing.{{ node.alias }} as sent
        where run_id = {{ last_committed_run() }}
    {%- endset -%}
    {%- set refusal = namespace(cause=problem_of_rows(node.alias, published)) -%}
    {%- if not refusal.cause -%}
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
    Why the rows of a published table cannot be merged, as text; empty if they can.

    Args:
        name: name of the table.
        published: see committed_tables().
#}
{% macro problem_of_rows(name, published) -%}
    {%- set key = published.key -%}
    {#- what stale_rows() compares -#}
    {%- set found_by = (key + ([published.date_column] if published.date_column else [])) | unique | list -%}
    {%- set bounded = bounded_columns(published.columns) -%}
    {%- set problems -%}
        select
            countIf({% for column in found_by %}isNull({{ adapter.quote(column) }}){{ ' or ' if not loop.last }}{% endfor %}),
            count() - uniqExact({{ quoted(key) }})
            {%- for each in bounded %},
            countIf({{ each.is_beyond }})
            {%- endfor %}
        from landing.{{ name }} where run_id = {{ last_committed_run() }}
    {%- endset -%}
    {%- set counts = run_query(problems).rows[0] -%}
    {%- set causes = [] -%}
    {%- if counts[0] -%}
        {%- do causes.append(counts[0] ~ ' rows have a null in the unique key or the date (' ~ found_by | join(', ') ~ ').') -%}
    {%- elif counts[1] -%}
        {%- do causes.append(counts[1] ~ ' rows repeat the unique key (' ~ key | join(', ') ~ ') of others.') -%}
    {%- endif -%}
    {%- for each in bounded -%}
        {%- if counts[loop.index0 + 2] -%}
            {%- do causes.append(
                counts[loop.index0 + 2] ~ ' rows have in column ' ~ each.name ~ ' no date from ' ~ each.first ~ ' to '
                ~ each.last ~ ', and ClickHouse can hold no other.'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(causes | join(' ')) }}
{%- endmacro %}

{#
    The columns whose types hold some dates and times only. ClickHouse makes the nearest of them of any other, silently.

    Args:
        columns: those of a published table, see committed_tables().
    Returns:
        A list of dicts: `name`; `first` and `last`, the dates; `is_beyond`, SQL condition on a value of database `landing`
        that is outside of them. It is null for a null.
#}
{% macro bounded_columns(columns) -%}
    {%- set bounded = [] -%}
    {%- for name, column in columns.items() -%}
        {%- set held = {'first': '1970-01-01', 'last': '2149-06-06'} if column.type == 'Date' else held_dates() -%}
        {%- set value = adapter.quote(name) -%}
        {%- set is_beyond = none -%}
        {%- if column.type in ('date', 'Date', 'Date32') -%}
            {#- Spark writes a year of more than four digits, or before the year 0, with its sign -#}
            {%- set text = 'toString(' ~ value ~ ')' -%}
            {%- set is_beyond -%}
                length({{ text }}) != 10 or {{ text }} not between '{{ held.first }}' and '{{ held.last }}'
            {%- endset -%}
        {%- elif column.type in ('timestamp with time zone', 'timestamp without time zone') -%}
            {%- set is_beyond = value ~ ' not between ' ~ held.first_micros ~ ' and ' ~ held.last_micros -%}
        {%- endif -%}
        {%- if is_beyond -%}{%- do bounded.append(dict(held, name=name, is_beyond=is_beyond)) -%}{%- endif -%}
    {%- endfor -%}
    {{ return(bounded) }}
{%- endmacro %}

{#
    The dates that the server's Date32 holds, and its DateTime64: those of the years 0 to 9999 or, if it is older, 1900 to
    2299.

    Returns:
        A dict: `first` and `last`, dates; `first_micros` and `last_micros`, their first and last microseconds since 1970.
#}
{% macro held_dates() -%}
    {%- if 'held_dates' not in invocation_cache() -%}
        {%- set last = run_query("select toString(toDate32('9999-12-31'))").columns[0].values()[0] -%}
        {%- do invocation_cache().update({'held_dates': {
            'first': '0000-01-01', 'last': '9999-12-31',
            'first_micros': -62167219200000000, 'last_micros': 253402300799999999,
        } if last == '9999-12-31' else {
            'first': '1900-01-01', 'last': '2299-12-31',
            'first_micros': -2208988800000000, 'last_micros': 10413791999999999,
        }}) -%}
    {%- endif -%}
    {{ return(invocation_cache()['held_dates']) }}
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
