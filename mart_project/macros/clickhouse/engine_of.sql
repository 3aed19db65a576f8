{#
    How a table is stored: the clauses of its definition after its name.

    Args:
        node: graph node of its model, or what stands for it. Its config:
            meta.order_by: columns by which the rows are ordered; by default the unique key;
            meta.partition_by: SQL expression. A run writes only the partitions that its rows fall into.
        comment: comment of the table.
#}
{% macro engine_of(node, comment='') -%}
    {%- set meta = node.config.meta or {} -%}
    {%- set key = node.config.unique_key or [] -%}
    {%- set order_by = meta.order_by or ([key] if key is string else key) -%}
    engine = MergeTree
    {%- if meta.partition_by %} partition by {{ meta.partition_by }}{% endif %}
    order by ({{ order_by | join(', ') }})
    {#- a user may be unknown, and such a column may be part of the order -#}
    settings allow_nullable_key = 1, fsync_after_insert = 1, fsync_part_directory = 1
    comment {{ text_literal(comment) }}
{%- endmacro %}
