{#
    on-run-end hook: gives the tables and views that the run has built the descriptions of their YAML as comments, and a
    primary key to tables whose key is tested, so that psql and BI tools show them. Comments that are right already are
    left alone, because each change leaves a dead row in PostgreSQL's catalog.

    Args:
        results: dbt's results of the run.
#}
{% macro describe_tables(results) -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'seed', 'snapshot') -%}
        {%- do adapter.dispatch('describe_built')(results) -%}
    {%- endif -%}
{%- endmacro %}

{% macro postgres__describe_built(results) -%}
    {%- set built = {} -%}
    {%- for result in results if result.status == 'success' and result.node.resource_type in ('model', 'seed', 'snapshot') -%}
        {%- set relation = api.Relation.create(schema=result.node.schema, identifier=result.node.alias) -%}
        {%- do built.update({relation.render(): graph.nodes[result.node.unique_id]}) -%}
    {%- endfor -%}
    {%- if built -%}
        {%- set statements, without_key = [], [] -%}
        {%- set found = run_query(described(built.keys())) -%}
        {%- for name, kind, column, comment, has_key in found.rows -%}
            {%- set node = built[name] -%}
            {%- set text = (node.columns.get(column, {}).get('description', '') if column else node.description) | trim -%}
            {%- if text != comment -%}
                {%- set part = 'column ' ~ name ~ '.' ~ adapter.quote(column) if column else kind ~ ' ' ~ name -%}
                {%- do statements.append('comment on ' ~ part ~ ' is ' ~ text_literal(text)) -%}
            {%- endif -%}
            {%- if not column and kind == 'table' and not has_key -%}{%- do without_key.append(name) -%}{%- endif -%}
        {%- endfor -%}
        {%- if statements -%}{%- do run_query(statements | join(';\n') ~ ';\ncommit') -%}{%- endif -%}
        {%- for name, node in built.items() if name in without_key -%}
            {%- for statement in add_primary_key(name, node) -%}{%- do run_query(statement ~ ';\ncommit') -%}{%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#
    Query of the relations and their columns, with their comments.

    Args:
        names: rendered relations.
#}
{% macro described(names) -%}
    with relations as (
        select name, to_regclass(name) as id
        from (values {% for name in names %}('{{ name }}'){{ ', ' if not loop.last }}{% endfor %}) as built (name)
    )
    select
        relations.name,
        case pg_class.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end,
        coalesce(pg_attribute.attname::text, ''),
        coalesce(pg_description.description, ''),
        exists (select from pg_constraint where conrelid = pg_class.oid and contype = 'p')
    from relations
    inner join pg_class on relations.id = pg_class.oid
    inner join lateral (
        select 0 as attnum, null as attname
        union all
        select attnum, attname from pg_attribute where attrelid = pg_class.oid and attnum > 0 and not attisdropped
    ) as pg_attribute on true
    left join pg_description
        on pg_class.oid = pg_description.objoid
        and pg_description.classoid = 'pg_class'::regclass
        and pg_attribute.attnum = pg_description.objsubid
{%- endmacro %}

{#
    Statements that make a unique index the primary key of a table, if the tests of its model say that no column of it
    may be null. Empty if there is no such index.

    Args:
        name: the rendered relation.
        node: graph node of its model.
#}
{% macro add_primary_key(name, node) -%}
    {%- set required = [] -%}
    {%- for test in graph.nodes.values() if test.resource_type == 'test' and test.attached_node == node.unique_id and test.test_metadata -%}
        {%- if test.test_metadata.name == 'not_null' -%}{%- do required.append(test.column_name) -%}{%- endif -%}
    {%- endfor -%}
    {%- set indexes -%}
        select pg_class.relname
        from pg_index
        inner join pg_class on pg_index.indexrelid = pg_class.oid
        where
            pg_index.indrelid = '{{ name }}'::regclass and pg_index.indisunique and pg_index.indisvalid
            and pg_index.indpred is null and pg_index.indexprs is null
            -- a primary key has no other order
            and not exists (select from unnest(pg_index.indoption::smallint[]) as options (bits) where options.bits != 0)
            and not exists (
                select from unnest((pg_index.indkey::smallint[])[0:pg_index.indnkeyatts - 1]) as keys (attnum)
                inner join pg_attribute on pg_attribute.attrelid = pg_index.indrelid and pg_attribute.attnum = keys.attnum
                where pg_attribute.attname not in ({% for column in required %}'{{ column }}', {% endfor %}'')
            )
        limit 1
    {%- endset -%}
    {%- set statements = [] -%}
    {%- for (index,) in run_query(indexes).rows -%}
        {%- set adding -%}
            do $key$
            begin
                alter table {{ name }} add primary key using index {{ adapter.quote(index) }};
            exception when others then
                -- a null, which a test reports, or readers who hold the table: it is as good without the key
                raise warning '{{ name | replace("'", "''") }} gets no primary key: %', sqlerrm;
            end
            $key$
        {%- endset -%}
        {%- do statements.append(adding) -%}
    {%- endfor -%}
    {{ return(statements) }}
{%- endmacro %}
