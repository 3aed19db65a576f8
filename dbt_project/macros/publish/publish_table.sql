{#
    Write rows of a model to schema `landing`.

    PostgreSQL text cannot hold NUL, so NUL becomes U+FFFD. Times are written as microseconds since 1970, because writing
    and reading JDBC timestamps takes a fifth of the time.

    Args:
        name: name of the table.
        node: graph node of the model.
        rows: the result of what_to_publish().
    Returns:
        What the mart must know of the table, a dict:
        is_sent: whether the rows are in schema `landing`;
        refusal: if they are not, why they cannot be; all that follows exists only if they are;
        model: id of the model;
        description: of the model;
        key: the columns that identify a row;
        columns: a dict by name, of dicts with `type`, the type in the mart, `landing_type`, the one in which it is sent, both
            as PostgreSQL names them, and `description`;
        indexes: lists of columns;
        is_whole: whether these are all rows of the table;
        date_column, dates: the rows are all of these dates, if `dates` is not none;
        batch_id: the run up to which the mart then holds the table;
        sent_as: see sent_as().
#}
{% macro publish_table(name, node, rows) -%}
    {%- set indexes = [] -%}
    {%- for index in node.config.meta.indexes or [] -%}
        {%- do indexes.append([index] if index is string else index) -%}
    {%- endfor -%}
    {%- set indexed = keys_of(node) + indexes | sum(start=[]) -%}
    {%- set types = described_columns('select * from ' ~ table_of(node)) -%}
    {%- set columns, sent, problems = {}, [], [] -%}
    {%- for column in indexed if column not in types -%}
        {%- do problems.append('it has no column ' ~ column ~ ', which its unique_key or meta.indexes name') -%}
    {%- endfor -%}
    {%- for column, type in types.items() if column != 'batch_id' -%}
        {%- set documented = node.columns.get(column, {}) -%}
        {%- set shape = postgres_type(column, type) -%}
        {%- if not shape or column == 'run_id' -%}
            {%- do problems.append(
                'column ' ~ column ~ (' has a reserved name' if shape else ' has type ' ~ type ~ ', which is not published')
            ) -%}
        {%- else -%}
            {#- an entry of an index is limited -#}
            {%- set is_long = shape.type == 'text' and column in indexed -%}
            {%- do sent.append((index_key('`' ~ column ~ '`') if is_long else shape.expression) ~ ' as `' ~ column ~ '`') -%}
            {%- do columns.update({column: {
                'type': documented.get('meta', {}).mart_type or shape.type, 'landing_type': shape.type,
                'description': documented.description or ''
            }}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if problems -%}
        {{ return({'is_sent': false, 'model': node.unique_id, 'refusal': problems | join('; ')}) }}
    {%- endif -%}
    {%- set writing -%}
        select '{{ invocation_cache()['publish_id'] }}' as run_id, {{ sent | join(', ') }}
        from {{ table_of(node) }}
        {{ 'where ' ~ rows.condition if rows.condition }}
    {%- endset -%}
    {%- do send(name, writing) -%}
    {{ return({
        'is_sent': true,
        'model': node.unique_id,
        'description': node.description,
        'key': keys_of(node),
        'columns': columns,
        'indexes': indexes,
        'is_whole': not rows.condition,
        'date_column': node.config.partition_by if column_type(types, node.config.partition_by) == 'date' else none,
        'dates': rows.dates,
        'batch_id': rows.batch_id,
        'sent_as': sent_as(node),
    }) }}
{%- endmacro %}

{#
    The columns of a query.

    Returns:
        A dict of Spark types by name.
#}
{% macro described_columns(query) -%}
    {%- set columns = {} -%}
    {%- for row in run_query('describe query ' ~ query).rows -%}
        {%- do columns.update({row[0]: row[1]}) -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}

{#
    The type of a column in a dict of described_columns(); none if it is not there. Spark does not tell the case of names.
#}
{% macro column_type(columns, name) -%}
    {%- for each, type in columns.items() if each | lower == name | lower -%}{{ return(type) }}{%- endfor -%}
    {{ return(none) }}
{%- endmacro %}

{#
    How a column comes to PostgreSQL.

    Args:
        column: name of the column.
        type: its Spark type.
    Returns:
        A dict: `type`, the type in the mart, and `expression`, the SQL of what is sent. None if there is no such type.
#}
{% macro postgres_type(column, type) -%}
    {%- set name = '`' ~ column ~ '`' -%}
    {%- set kind = modules.re.match('[a-z_]+', type).group() -%}
    {%- set same = {
        'boolean': 'boolean', 'tinyint': 'smallint', 'smallint': 'smallint', 'int': 'integer', 'bigint': 'bigint',
        'float': 'real', 'double': 'double precision', 'date': 'date', 'binary': 'bytea',
    } -%}
    {%- if kind in same -%}
        {{ return({'type': same[kind], 'expression': name}) }}
    {%- elif kind == 'decimal' -%}
        {{ return({'type': type | replace('decimal', 'numeric'), 'expression': name}) }}
    {%- elif kind in ('string', 'char', 'varchar') -%}
        {{ return({'type': 'text', 'expression': 'replace(' ~ name ~ ", char(0), '\\ufffd')"}) }}
    {%- elif kind == 'timestamp' -%}
        {{ return({'type': 'timestamp with time zone', 'expression': 'unix_micros(' ~ name ~ ')'}) }}
    {%- elif kind == 'timestamp_ntz' -%}
        {{ return({
            'type': 'timestamp without time zone', 'expression': 'unix_micros(cast(' ~ name ~ ' as timestamp))'
        }) }}
    {%- elif kind in ('array', 'map', 'struct', 'variant') -%}
        {{ return({'type': 'jsonb', 'expression': 'to_json(' ~ name ~ ')'}) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}

{#
    A text as an SQL literal of Spark, whatever characters it holds.
#}
{% macro text_literal(text) -%}
    '{{ text | replace('\\', '\\\\') | replace("'", "\\'") }}'
{%- endmacro %}
