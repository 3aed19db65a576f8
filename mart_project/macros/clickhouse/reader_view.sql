{#
    Statement that creates the view through which readers see a table: the rows of the current generation. ClickHouse
    evaluates the same scalar subquery once for a query, so all tables of a query are of one generation.

    Args:
        name: name of the table. Both generations have it, perhaps with other columns.
        like: database of the generation whose columns the view gets.
        description: of the table.
        columns: dict of dicts with the `description` of each column.
#}
{% macro reader_view(name, like, description, columns) -%}
    {%- set other = 'mart_b' if like == 'mart_a' else 'mart_a' -%}
    {%- set types = clickhouse__types_of(api.Relation.create(schema=like, identifier=name)) -%}
    {%- set others = clickhouse__types_of(api.Relation.create(schema=other, identifier=name)) -%}
    create or replace view mart.`{{ name }}` (
        {%- for column, type in types.items() %}
        {{ adapter.quote(column) }} {{ type }}
        {%- if columns.get(column, {}).get('description') %} comment {{ text_literal(columns[column].description | trim) }}{% endif %}
        {{- ',' if not loop.last }}
        {%- endfor %}
    ) as
    {%- for database in (like, other) %}
    select
        {%- for column, type in types.items() %}
        {% if database == like or others.get(column) == type -%}{{ adapter.quote(column) }}
        {%- else -%}{{ in_type(column, others.get(column), type) }} as {{ adapter.quote(column) }}
        {%- endif -%}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ database }}.`{{ name }}`
    where ({{ generation_query() }}) = '{{ database }}'
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    comment {{ text_literal((description or '') | trim) }}
{%- endmacro %}

{#
    The values of a column in another type; its default for those that it cannot hold, and if there is no such column.

    Args:
        column: name of the column.
        given: its type; none if there is none.
        type: the other type.
#}
{% macro in_type(column, given, type) -%}
    {%- set kinds = [kind_of(given or ''), kind_of(type)] -%}
    {%- set name = type | replace("'", "\\'") -%}
    {%- if none not in kinds and (kinds[0] == kinds[1] or 'text' in kinds) -%}
        {#- a text of low cardinality cannot be made of what may fail -#}
        cast(accurateCastOrDefault({{ adapter.quote(column) }}, '{{ name | replace('LowCardinality(String)', 'String') }}') as {{ type }})
    {%- else -%}defaultValueOfTypeName('{{ name }}')
    {%- endif -%}
{%- endmacro %}

{% macro kind_of(type) -%}
    {%- for kind, names in [('number', 'U?Int|Float|Decimal|Bool'), ('text', 'String'), ('time', 'Date')] -%}
        {%- if modules.re.match('(LowCardinality\\(|Nullable\\()*(' ~ names ~ ')', type) -%}{{ return(kind) }}{%- endif -%}
    {%- endfor -%}
    {{ return(none) }}
{%- endmacro %}

{#
    Names of the tables of a generation whose views have the same columns.
#}
{% macro tables_shown_as_in(generation) -%}
    {%- set same -%}
        with tables as (
            select table as name, database, arraySort(groupArray((position, name, type))) as structure
            from system.columns where database in ('mart', '{{ generation }}')
            group by database, table
        )
        select name from tables group by name having count() = 2 and uniqExact(structure) = 1
    {%- endset -%}
    {%- set names = [] -%}
    {%- for (name,) in run_query(same).rows -%}{%- do names.append(name) -%}{%- endfor -%}
    {{ return(names) }}
{%- endmacro %}

{#
    Let readers see a table that the run has made or changed.

    Args:
        name: name of the table.
        written: database of the generation in which the run has made it. The other one gets an empty table if it has none.
        description, columns: see reader_view().
#}
{% macro show_table(name, written, description, columns) -%}
    {%- set other = 'mart_b' if written == 'mart_a' else 'mart_a' -%}
    {%- do run_query('create table if not exists ' ~ other ~ '.`' ~ name ~ '` as ' ~ written ~ '.`' ~ name ~ '`') -%}
    {%- if run_query("select 1 from system.tables where database = 'mart' and name = '" ~ name ~ "' and engine != 'View'").rows -%}
        {#- it was a table of another materialization before -#}
        {%- do run_query('drop table mart.`' ~ name ~ '`') -%}
    {%- endif -%}
    {%- do run_query(reader_view(name, written, description, columns)) -%}
{%- endmacro %}
