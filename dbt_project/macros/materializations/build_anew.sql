{#
    Build the table of a kept model anew from all rows. The old one is dropped first. A model that breaks its contract is
    refused.

    Args:
        table: relation of the model.
        existing: what is there; none if there is nothing.
        partition: column of the table's partitions; none for a table without.
        sql: the model's SQL.
        columns: what the table gets of it.
#}
{% macro build_anew(table, existing, partition, sql, columns='*') -%}
    {%- if config.get('contract').enforced -%}
        {%- do get_assert_columns_equivalent(sql) -%}
    {%- endif -%}
    {%- if existing is not none -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {% call statement('main') %}
        create table {{ table }}
        using parquet
        {{ 'partitioned by (' ~ partition ~ ')' if partition }}
        as select {{ rebalanced(partition) }} {{ columns }} from (
        {{ sql }}
        )
    {% endcall %}
{%- endmacro %}

{#
    Hint of Spark that a statement shall write few files for each partition.

    Args:
        partition: as above.
#}
{% macro rebalanced(partition) -%}
    /*+ rebalance{{ '(' ~ partition ~ ')' if partition }} */
{%- endmacro %}
