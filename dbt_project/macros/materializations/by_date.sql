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
        {%- do build_anew(this, existing, partition, sql) -%}
    {%- else -%}
        {%- set dates = touched_dates(node, table_state(node)['batch_id'], partition) -%}
        {%- if dates -%}
            {%- do invocation_cache().setdefault('overwritten', []).append(model.unique_id) -%}
        {%- endif -%}
        {% call statement('main') %}
            {% if dates %}
            insert overwrite {{ this }} partition ({{ partition }}) by name
            select {{ rebalanced(partition) }} * from (
            {{ sql }}
            )
            where {{ partition }} in ({{ date_list(dates) }})
            {% else %}
            select 'no date has got new rows'
            {% endif %}
        {% endcall %}
        {%- do empty_dates_without_rows(this, partition, dates, sql) -%}
    {%- endif -%}

    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}

{#
    Empty the partitions of dates for which a model has no rows any more. Overwriting leaves them as they were.

    Args:
        table: relation of the model.
        partition: its column of the date.
        dates: the dates that were computed again.
        sql: the model's SQL.
#}
{% macro empty_dates_without_rows(table, partition, dates, sql) -%}
    {%- set having_rows -%}
        select distinct cast({{ partition }} as string) from (
        {{ sql }}
        )
        where {{ partition }} in ({{ date_list(dates) }})
    {%- endset -%}
    {%- set kept = run_query(having_rows).columns[0].values() if dates else [] -%}
    {%- for date in dates if date not in kept -%}
        {%- do run_query('alter table ' ~ table ~ ' drop if exists partition (' ~ partition ~ " = '" ~ date ~ "')") -%}
    {%- endfor -%}
{%- endmacro %}

{#
    The dates on which the tables that a model reads have got rows.

    Args:
        node: graph node of a model of materialization `by_date`, or of another one that it reads.
        since: the run after which the rows were brought.
        partition: the column of the date.
    Returns:
        A list of ISO 8601 texts.
#}
{% macro touched_dates(node, since, partition) -%}
    {%- set dates = [] -%}
    {%- for parent in parents_of(node) -%}
        {%- if parent.config.materialized == 'appended' -%}
            {%- if parent.config.partition_by != partition -%}
                {{ exceptions.raise_compiler_error(
                    parent.name ~ ' is partitioned by ' ~ (parent.config.partition_by or 'nothing') ~ ', and a model of '
                    'materialization `by_date` that reads it by ' ~ partition ~ '. Partition both by the same column.'
                ) }}
            {%- endif -%}
            {%- set brought -%}
                select distinct cast({{ partition }} as string) from {{ table_of(parent) }}
                where batch_id > {{ since }} and {{ partition }} is not null
            {%- endset -%}
            {%- do dates.extend(run_query(brought).columns[0].values()) -%}
        {%- else -%}
            {%- do dates.extend(touched_dates(parent, since, partition)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(dates | unique | list) }}
{%- endmacro %}
