{#
    Whether the rows that a run merges into a table are so many that the statistics of the table no longer hold: over a
    tenth of its rows. Autovacuum would find out only after the summaries have been updated.

    Args:
        node: graph node of a model of materialization `merged`.
#}
{% macro has_grown(node) -%}
    {%- set sizes -%}
        select sent.reltuples * 10 > merged.reltuples
        from pg_class as sent, pg_class as merged
        where
            sent.oid = 'incoming.{{ node.alias }}'::regclass
            and merged.oid = '{{ node.schema }}.{{ node.alias }}'::regclass
    {%- endset -%}
    {{ return(run_query(sizes).columns[0].values()[0]) }}
{%- endmacro %}
