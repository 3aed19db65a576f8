{#
    Materialization `by_date`: a table of which each row follows from the rows of one date, as if the model grouped by
    it. The model selects all rows. A run computes again the dates on which the tables that it reads have got new rows,
    and Spark reads no other partitions of them. A model whose rows follow from other dates as well is refused. The table
    is built anew if it cannot be kept, see is_rebuilt().

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
        {%- do refuse_whole_parents(node) -%}
        {%- set type = column_type(described_columns(sql), partition) -%}
        {%- if type != 'date' -%}
            {{ exceptions.raise_compiler_error(
                model.name ~ ' has materialization `by_date`, and its column ' ~ partition ~ ' is '
                ~ (type or 'missing') ~ ', not a date. Select a date as ' ~ partition ~ ', or use materialization `table`.'
            ) }}
        {%- endif -%}
        {%- do refuse_unless_by_date(node, sql, partition) -%}
        {%- do build_anew(this, existing, partition, sql) -%}
    {%- else -%}
        {%- set dates = touched_dates(node, table_state(node)['batch_id'], partition) -%}
        {%- if dates -%}
            {%- do invocation_cache().setdefault('overwritten', []).append(model.unique_id) -%}
        {%- endif -%}
        {%- set written_before = written_at(this, partition, dates) -%}
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
        {%- do empty_dates_without_rows(this, partition, written_before, written_at(this, partition, dates)) -%}
    {%- endif -%}

    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}

{#
    Refuse a model of which a row may follow from other dates than its own: its table would keep dates that have become
    wrong. The plan of the query for one date tells. If each scan of a kept table reads the partition of that date alone,
    nothing else can matter.

    Args:
        node: graph node of the model.
        sql: its SQL.
        partition: its column of the date.
    Raises:
        A compiler error.
#}
{% macro refuse_unless_by_date(node, sql, partition) -%}
    {%- set one_date -%}
        explain select * from (
        {{ sql }}
        )
        where {{ partition }} = date '2000-01-01'
    {%- endset -%}
    {%- set plan = run_query(one_date).columns[0].values() | join('\n') -%}
    {%- for parent in kept_parents(node) | unique(attribute='unique_id') -%}
        {%- set scans = modules.re.findall('FileScan \\S+ \\S*\\b' ~ table_of(parent).render() | replace('`', '') ~ '\\[.*', plan) -%}
        {%- for scan in scans if not modules.re.search('PartitionFilters: \\[[^]]*\\b' ~ partition ~ '#\\d+ = 2000-01-01', scan) -%}
            {{ exceptions.raise_compiler_error(
                node.name ~ ' has materialization `by_date`, and its rows of one ' ~ partition ~ ' follow from rows of '
                ~ parent.name ~ ' of other dates as well. Group, partition windows and join by ' ~ partition ~ ' too, or '
                'use materialization `table`.'
            ) }}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{#
    Refuse a model that reads what is computed as a whole: any of its rows may change whenever there are new events.

    Args:
        node: graph node of the model.
    Raises:
        A compiler error.
#}
{% macro refuse_whole_parents(node) -%}
    {%- for parent in whole_parents(node) -%}
        {{ exceptions.raise_compiler_error(
            node.name ~ ' has materialization `by_date` and reads ' ~ parent.name ~ ', which each run computes anew from '
            'events of all dates. Read the tables that ' ~ parent.name ~ ' reads, or use materialization `table`.'
        ) }}
    {%- endfor -%}
{%- endmacro %}

{#
    The models that a model reads, directly or through views, that are computed as a whole from kept tables.
#}
{% macro whole_parents(node) -%}
    {%- set whole = [] -%}
    {%- for parent in parents_of(node) if not is_kept(parent) -%}
        {%- if parent.config.materialized in ('view', 'ephemeral') -%}
            {%- do whole.extend(whole_parents(parent)) -%}
        {%- elif kept_parents(parent) -%}
            {%- do whole.append(parent) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(whole) }}
{%- endmacro %}

{#
    When the files of some dates were written.

    Args:
        table: relation of the model.
        partition: its column of the date.
        dates: ISO 8601 texts.
    Returns:
        The time of the newest file, as text, by date. A date without rows is absent.
#}
{% macro written_at(table, partition, dates) -%}
    {%- if not dates -%}
        {{ return({}) }}
    {%- endif -%}
    {%- set newest_files -%}
        select cast({{ partition }} as string), cast(max(_metadata.file_modification_time) as string)
        from {{ table }}
        where {{ partition }} in ({{ date_list(dates) }})
        group by 1
    {%- endset -%}
    {%- set written = {} -%}
    {%- for row in run_query(newest_files).rows -%}
        {%- do written.update({row[0]: row[1]}) -%}
    {%- endfor -%}
    {{ return(written) }}
{%- endmacro %}

{#
    Empty the partitions of dates for which a model has no rows any more. Overwriting has left their files as they were.

    Args:
        table: relation of the model.
        partition: its column of the date.
        before: times of the files before the dates were overwritten, as written_at() returns them.
        after: times of the files now.
#}
{% macro empty_dates_without_rows(table, partition, before, after) -%}
    {%- for date, at in before.items() if after.get(date) == at -%}
        {%- do run_query('alter table ' ~ table ~ ' drop if exists partition (' ~ partition ~ " = '" ~ date ~ "')") -%}
    {%- endfor -%}
{%- endmacro %}

{#
    The dates on which the tables that a model reads have got rows, or have lost rows of a person who is to be forgotten.

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
            {%- do dates.extend(erased_dates(parent)) -%}
        {%- else -%}
            {%- do dates.extend(touched_dates(parent, since, partition)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(dates | unique | list) }}
{%- endmacro %}
