{#
    Materialization `by_date`: a table of which each row follows from the rows of one date, as if the model grouped by
    it. The model selects all rows. A run computes again the dates on which the tables that it reads have got new rows,
    and Spark reads no other partitions of them. The table is built anew if it cannot be kept, see is_rebuilt().

    Config:
        unique_key: the column, or list of columns, that identifies a row.
        partition_by: the column of the date; for most models the folder's default, `event_date`.
#}
{% materialization by_date, adapter='spark' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set node = graph.nodes[model.unique_id] -%}
    {%- set partition = config.require('partition_by') -%}
    {%- do keys_of(node) -%}
    {{ run_hooks(pre_hooks) }}

    {%- if is_rebuilt(node) -%}
        {%- if existing is not none -%}
            {%- do adapter.drop_relation(existing) -%}
        {%- endif -%}
        {% call statement('main') %}
            create table {{ this }}
            using parquet
            partitioned by ({{ partition }})
            as select /*+ rebalance({{ partition }}) */ * from (
            {{ sql }}
            )
        {% endcall %}
    {%- else -%}
        {%- set dates = touched_dates(node, table_state(model.name)['batch_id']) -%}
        {%- if dates -%}
            {%- do invocation_cache().setdefault('overwritten', []).append(model.unique_id) -%}
        {%- endif -%}
        {% call statement('main') %}
            {% if dates %}
            insert overwrite {{ this }} partition ({{ partition }}) by name
            select /*+ rebalance({{ partition }}) */ * from (
            {{ sql }}
            )
            where {{ partition }} in ({{ date_list(dates) }})
            {% else %}
            select 'no date has got new rows'
            {% endif %}
        {% endcall %}
    {%- endif -%}

    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}

{#
    The dates on which the tables that a model reads have got rows.

    Args:
        node: graph node of a model of materialization `by_date`, or of a view that it reads.
        since: the run after which the rows were brought.
    Returns:
        A list of ISO 8601 texts.
#}
{% macro touched_dates(node, since) -%}
    {%- set dates = [] -%}
    {%- for parent in parents_of(node) -%}
        {%- if parent.config.materialized == 'appended' -%}
            {%- set brought -%}
                select distinct cast({{ parent.config.partition_by }} as string) from {{ lake_table(parent.alias) }}
                where batch_id > {{ since }}
            {%- endset -%}
            {%- do dates.extend(run_query(brought).columns[0].values()) -%}
        {%- elif parent.config.materialized in ('by_date', 'view', 'ephemeral') -%}
            {%- do dates.extend(touched_dates(parent, since)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(dates | unique | list) }}
{%- endmacro %}
