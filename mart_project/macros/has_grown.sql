{#
    Whether the rows that a run merges into a table are many, compared with those that it has. Over a tenth, the
    statistics of the table no longer hold, and autovacuum would find out only after the summaries have been updated.

    Args:
        node: graph node of a model of materialization `merged`.
        divisor: many are more than the table's rows divided by this.
#}
{% macro has_grown(node, divisor) -%}
    {%- set sizes -%}
        select sent.reltuples * {{ divisor }} > merged.reltuples
        from pg_class as sent, pg_class as merged
        where
            sent.oid = 'incoming.{{ node.alias }}'::regclass
            and merged.oid = '{{ node.schema }}.{{ node.alias }}'::regclass
    {%- endset -%}
    {{ return(run_query(sizes).columns[0].values()[0]) }}
{%- endmacro %}
