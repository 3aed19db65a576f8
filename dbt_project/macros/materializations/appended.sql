{#
    Materialization `appended`: a table of rows that do not change. Each row follows from one row of the table that the
    model reads. Each run appends the rows that are new, and marks them with the run in a column of its own, `batch_id`.
    The model sees only what is new of the tables that it reads, see ref(). So it cannot group or order all rows, and is
    refused if it does. The table is built anew if it cannot be kept, see is_rebuilt().

    Config:
        unique_key: the column, or list of columns, that identifies a row. Within a run, the model returns a key once.
        partition_by: optional column of the table's partitions; for most models the folder's default, `event_date`.
        meta.look_up: optional macro that returns the partitions in which a model that is loaded from the staged batch
            looks for rows that it has already. By default, all.
        meta.groups_batch: whether a model that is loaded from the staged batch may group or order its rows.

    A model looks for rows that it has already, unless it sees only new ones: if it reads appended tables and nothing
    else, after a run that was not cut short, and not in a replay.
#}
{% materialization appended, adapter='spark' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set node = graph.nodes[model.unique_id] -%}
    {%- set is_loading = model.unique_id in loading_ids() -%}
    {%- set run_id = lake_batch()['batch_id'] -%}
    {%- set key = keys_of(node) -%}
    {%- set partition = config.get('partition_by') -%}
    {%- if model.unique_id not in selected_ids() -%}
        {{ exceptions.raise_compiler_error(
            '`dbt retry` cannot go on with ' ~ model.name ~ ', which loads a batch of events. Run `dbt build`.'
        ) }}
    {%- endif -%}
    {{ run_hooks(pre_hooks) }}

    {%- if is_rebuilt(node) -%}
        {%- if not (is_loading and model.config.meta.groups_batch) -%}
            {%- do refuse_unless_row_by_row(node, sql) -%}
        {%- endif -%}
        {%- do build_anew(this, existing, partition, sql, columns='*, ' ~ run_id ~ ' as batch_id') -%}
    {%- else -%}
        {%- if is_loading and model.config.meta.look_up -%}
            {%- set partitions = context[model.config.meta.look_up]() -%}
        {%- elif not is_loading and sees_only_new_rows(node) -%}
            {%- set partitions = [] -%}
        {%- endif -%}
        {% call statement('main') %}
            insert into {{ this }} by name
            select {{ rebalanced(partition) }} *, {{ run_id }} as batch_id
            from (
            {{ sql }}
            ) as arrived
            {%- if partitions is undefined or partitions %}
            where not exists (
                select 1 from {{ this }} as stored
                where
                    {% for name in key %}stored.{{ name }} <=> arrived.{{ name }} and {% endfor -%}
                    {{ 'true' if partitions is undefined else 'stored.' ~ partition ~ ' in (' ~ date_list(partitions) ~ ')' }}
            )
            {%- endif %}
        {% endcall %}
    {%- endif -%}

    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}

{#
    Whether all rows that a model returns are new to its table.
#}
{% macro sees_only_new_rows(node) -%}
    {%- set others = parents_of(node) | rejectattr('config.materialized', 'equalto', 'appended') | list -%}
    {{ return(
        parents_of(node) | length > 0 and not others and not node.sources and not is_in_doubt(node)
        and not lake_batch()['replayed']
    ) }}
{%- endmacro %}

{#
    The columns that identify a row of a model, as a list.
#}
{% macro keys_of(node) -%}
    {%- set key = node.config.unique_key -%}
    {%- if not key -%}
        {{ exceptions.raise_compiler_error(
            node.name ~ ' has no unique_key. Say which columns identify a row: `config(unique_key=[...])`.'
        ) }}
    {%- endif -%}
    {{ return([key] if key is string else key) }}
{%- endmacro %}

{#
    Refuse a model whose rows do not follow from one row each. It would return other rows for what is new than for all.

    Args:
        node: graph node of the model.
        sql: its SQL.
#}
{% macro refuse_unless_row_by_row(node, sql) -%}
    {%- set remedy = 'If its rows follow from those of one date, use materialization `by_date`; otherwise, `table`.' -%}
    {%- for parent in kept_parents(node) if parent.config.materialized == 'by_date' -%}
        {{ exceptions.raise_compiler_error(
            node.name ~ ' reads ' ~ parent.name ~ ', whose rows change, and a model of materialization `appended` keeps the '
            'rows that it has. ' ~ remedy
        ) }}
    {%- endfor -%}
    {%- set plan = run_query('explain ' ~ sql).columns[0].values() | join('\n') -%}
    {#- a line of a plan is an operator behind a drawing of the tree, as in `   +- *(1) HashAggregate(keys=[...` -#}
    {%- set operators = modules.re.findall('(?m)^[^A-Za-z]*(?:\\(\\d+\\) )?([A-Za-z]+)', plan) -%}
    {%- set kept_scans = [] -%}
    {%- for parent in kept_parents(node) | unique(attribute='unique_id') -%}
        {%- do kept_scans.extend(modules.re.findall('(?m)^[^A-Za-z]*FileScan \\S+ \\S*\\b' ~ table_of(parent).render() | replace('`', '') ~ '\\[', plan)) -%}
    {%- endfor -%}
    {%- for operator in operators if operator.endswith(('Aggregate', 'Limit', 'Join', 'Product')) or operator.startswith(('Window', 'TakeOrdered')) -%}
        {%- if not operator.endswith(('Join', 'Product')) or kept_scans | length > 1 -%}
            {{ exceptions.raise_compiler_error(
                node.name ~ ' groups, orders or joins rows (' ~ operator ~ '), and a model of materialization `appended` '
                'sees only the rows that are new. ' ~ remedy
            ) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
