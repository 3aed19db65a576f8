{#
    The models of materialization `summary` that the merge of a run updates, those that others read first. A summary that
    is new or has changed is not among them: its own model computes it after the merge.
#}
{% macro maintained_summaries() -%}
    {%- set pending = graph.nodes.values() | selectattr('config.materialized', 'equalto', 'summary') | list -%}
    {%- set ordered = namespace(nodes=[], ids=[], stale=[]) -%}
    {%- for _ in pending -%}
        {%- for node in pending if node.unique_id not in ordered.ids -%}
            {%- set unordered = pending | map(attribute='unique_id') | reject('in', ordered.ids) | list -%}
            {%- if not reads_any_of(node, unordered) -%}
                {%- set ordered.ids = ordered.ids + [node.unique_id] -%}
                {#- one that reads a summary that is not maintained would mix old rows with new ones -#}
                {%- if is_maintained(node) and not reads_any_of(node, ordered.stale) -%}
                    {%- set ordered.nodes = ordered.nodes + [node] -%}
                {%- else -%}
                    {%- set ordered.stale = ordered.stale + [node.unique_id] -%}
                {%- endif -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(ordered.nodes) }}
{%- endmacro %}

{#
    Whether a model reads any of some models or sources, directly or through others.

    Args:
        node: graph node of the model.
        ids: ids of the models and sources.
#}
{% macro reads_any_of(node, ids) -%}
    {#- every model waits for watermark, which is no reason to read anything -#}
    {%- for id in node.depends_on.nodes if id != 'model.mart.watermark' -%}
        {%- if id in ids or (id in graph.nodes and reads_any_of(graph.nodes[id], ids)) -%}{{ return(true) }}{%- endif -%}
    {%- endfor -%}
    {{ return(false) }}
{%- endmacro %}

{#
    Whether a summary was computed by its current model: its view in schema `incoming` has the checksum of the model as
    its comment, and its table exists.
#}
{% macro is_maintained(node) -%}
    {{ return(adapter.dispatch('is_maintained')(node)) }}
{%- endmacro %}

{% macro postgres__is_maintained(node) -%}
    {%- set comparison -%}
        select 1
        from pg_class as views
        cross join pg_class as tables
        where
            views.oid = to_regclass('incoming.{{ node.alias }}') and views.relkind = 'v'
            and obj_description(views.oid, 'pg_class') = '{{ definition_with_parts(node) }}'
            {%- if node.config.meta.parts %}
            and to_regclass('{{ counted_parts_of(node) }}') is not null
            {%- endif %}
            and tables.oid = to_regclass('{{ node.schema }}.{{ node.alias }}') and tables.relkind = 'r'
    {%- endset -%}
    {{ return(run_query(comparison).rows | length > 0) }}
{%- endmacro %}

{#
    Statements after which summaries count as not maintained. So do those that no model defines any more: if it comes
    back, its table lacks what was merged meanwhile.

    Args:
        reading: only those that read this node, directly or through others; by default, all.
        except: graph nodes of those that are left alone.
#}
{% macro forget_summaries(reading=none, except=[]) -%}
    {%- set kept = except | map(attribute='alias') | list -%}
    {%- for node in graph.nodes.values() if reading and node.config.materialized == 'summary' and not reads_any_of(node, [reading.unique_id]) -%}
        {%- do kept.append(node.alias) -%}
    {%- endfor -%}
    {%- set marked -%}
        select oid::regclass from pg_class
        where
            relnamespace = 'incoming'::regnamespace and relkind = 'v' and obj_description(oid, 'pg_class') is not null
            and relname not in ({% for name in kept %}'{{ name }}', {% endfor %}'')
    {%- endset -%}
    {%- for (view,) in run_query(marked).rows %}
        comment on view {{ view }} is null;
    {%- endfor -%}
{%- endmacro %}

{#
    Statements that compute again the rows of a summary whose keys a run has touched; see materialization `summary`. All
    rows are computed again if it tells no keys, if it is empty, if a key is null, or if so many keys are touched that
    looking up each of them would take longer.

    If they fail, the summary stays as it was and is not maintained: its own model computes it after the merge, or tells
    the error.

    Args:
        node: graph node of the model.
        is_whole: whether to compute all rows.
        is_added: whether to add the difference of the touched rows, which were counted before the merge.
#}
{% macro update_summary(node, is_whole, is_added) -%}
    {%- set table = api.Relation.create(schema=node.schema, identifier=node.alias) -%}
    {%- set view = api.Relation.create(schema='incoming', identifier=node.alias) -%}
    {%- set names = quoted(types_of(view)) -%}
    {%- set touched, key = node.config.meta.touched, key_of(node) -%}
    {%- set keys = adapter.quote('touched_' ~ node.alias) %}
    do $summary$
    #variable_conflict use_column
    {%- if is_added %}
    begin
        {{ add_parts(node) }}
    {%- elif touched and not is_whole %}
    declare
        are_most_touched boolean;
    begin
        -- a table, because the planner knows how large it is, and reads no whole table for a few keys
        create temporary table {{ keys }} on commit drop as
        select * from ({{ touched }}) as touched ({{ quoted(key) }});
        {{ count_touched(table, keys, key) }}
        if are_most_touched then
        {{ compute_summary(node) }}
        else
        delete from {{ table }} as stored using {{ keys }} as touched
        where {{ are_equal(key, 'stored', 'touched') }};
        insert into {{ table }} ({{ names }})
        select computed.*
        from {{ keys }} as touched
        cross join lateral (
            select * from {{ view }} as computed
            where {{ are_equal(key, 'computed', 'touched') }}
            {{ computed_for_each_row() }}
        ) as computed;
        end if;
    {%- else %}
    begin
        {{ compute_summary(node) }}
    {%- endif %}
    exception when others then
        comment on view {{ view }} is null;
        {%- if is_added %}
        if to_regclass('{{ parts_of(node) }}') is not null then
            {{ clear_parts(node) }}
        end if;
        {%- endif %}
    end
    $summary$;
{%- endmacro %}

{#
    Statements that compute all rows of a summary.

    Args:
        node: graph node of the model.
        renews_indexes: whether to replace the indexes of the table, because the model may have got others.
#}
{% macro compute_summary(node, renews_indexes=false) -%}
    {%- set table = api.Relation.create(schema=node.schema, identifier=node.alias) -%}
    {%- set view = api.Relation.create(schema='incoming', identifier=node.alias) -%}
    {%- set names = quoted(types_of(view)) %}
    delete from {{ table }};
    insert into {{ table }} ({{ names }}) select {{ names }} from {{ view }};
    {%- if renews_indexes %}
        {%- set old_indexes = indexes_of(table) %}
        {{ create_indexes_of(node) }}
        {{ drop_indexes(old_indexes) }}
    {%- endif %}
    analyze {{ table }};
{%- endmacro %}

{#
    Statement that finds out whether looking up each touched key would take longer than computing all of them, or leave out
    rows.

    Args:
        table: relation of the summary.
        keys: name of the table of the touched keys.
        key: list of columns.
#}
{% macro count_touched(table, keys, key) -%}
    select
        -- an estimate, because counting the rows takes as long as they are many
        sizes.table_rows <= 0 or keys.key_count * 4 > sizes.table_rows or keys.has_null
    into are_most_touched
    from (select reltuples as table_rows from pg_class where oid = '{{ table }}'::regclass) as sizes
    cross join (
        select count(*) as key_count, coalesce(bool_or(num_nulls({{ quoted(key) }}) > 0), false) as has_null
        from {{ keys }}
    ) as keys;
{%- endmacro %}
