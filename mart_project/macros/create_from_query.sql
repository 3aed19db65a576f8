{#
    Statement that creates a table with the rows or the columns of a query. On Greenplum and Apache Cloudberry, it also
    says how the rows are distributed over the segments, which is by a key: the unique indexes of a table must contain it.

    Args:
        create: the statement up to the name of the table.
        relation: the table.
        query: its rows.
        key: list of columns, or none.
        with_data: whether to insert the rows.
        is_columnar: whether Greenplum stores the table by column.
#}
{% macro create_from_query(create, relation, query, key, with_data=true, is_columnar=false) -%}
    {%- set is_greenplum = env_var('EVENTMART_MART_ENGINE', 'postgres') == 'greenplum' -%}
    {{ create }} {{ relation }}
    {%- if is_greenplum and is_columnar %} with (appendoptimized=true, orientation=column){% endif %} as (
    {{ query }}
    ){{ ' with no data' if not with_data }}
    {%- if is_greenplum %} distributed {{ 'by (' ~ quoted(key) ~ ')' if key else 'randomly' }}{% endif -%}
{%- endmacro %}

{#
    The columns by which Greenplum distributes the rows of a table: its unique key, or else those of its unique index.

    Args:
        node: graph node of its model, or what stands for it.
    Returns:
        A list of columns, or none.
#}
{% macro distribution_key(node) -%}
    {%- set key = node.config.unique_key -%}
    {%- if key -%}{{ return([key] if key is string else key) }}{%- endif -%}
    {%- for index in node.config.indexes if index.unique -%}{{ return(index.columns) }}{%- endfor -%}
    {{ return(none) }}
{%- endmacro %}
