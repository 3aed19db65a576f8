{#
    on-run-end hook: records up to when each table and view of the mart is complete. `watermark` says it of the merge. A
    table that is built after the merge is as complete as what it read then, and stays so if its model fails; so does a
    summary that the merge could not update. A view is as complete as what it reads.

    Args:
        results: dbt's results of the run.
#}
{% macro record_completeness(results) -%}
    {%- if execute and is_production() and flags.WHICH in ('build', 'run', 'snapshot') -%}
        {%- set known = {} -%}
        {%- for name, complete_through in run_query(known_completeness()).rows -%}
            {%- do known.update({name: complete_through}) -%}
        {%- endfor -%}
        {%- set built = [] -%}
        {%- for result in results if result.status == 'success' -%}{%- do built.append(result.node.unique_id) -%}{%- endfor -%}
        {%- set rows = [] -%}
        {%- for node in graph.nodes.values() if node.resource_type in ('model', 'snapshot') and node.config.materialized != 'ephemeral' -%}
            {%- set complete_through = completeness_of(node.unique_id, known, built) -%}
            {%- if complete_through -%}{%- do rows.append([node.alias, complete_through]) -%}{%- endif -%}
        {%- endfor -%}
        {%- if rows -%}{%- do run_query(adapter.dispatch('recording')(rows)) -%}{%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#
    Statement that records up to when tables are complete. The published tables that need no model are added.

    Args:
        rows: lists of a table's name and the time, as known_completeness() returns it.
#}
{% macro postgres__recording(rows) -%}
    insert into mart.completeness as stored (table_name, complete_through)
    select table_name, complete_through from (
        values {% for name, time in rows %}('{{ name }}', timestamptz '{{ time }}+00'){{ ', ' if not loop.last }}{% endfor %}
    ) as found (table_name, complete_through)
    union all
    select table_name, complete_through from mart.published_tables
    where complete_through is not null and table_name not in ({{ names_of_models() }})
    on conflict (table_name) do update set complete_through = excluded.complete_through
    where stored.complete_through != excluded.complete_through;
    commit
{%- endmacro %}

{% macro clickhouse__recording(rows) -%}
    create or replace table {{ current_generation() }}.completeness engine = MergeTree order by table_name as
    with found as (
        select table_name, toDateTime64(time, 6, 'UTC') as complete_through
        from values(
            'table_name String, time String',
            {% for name, time in rows %}('{{ name }}', '{{ time }}'){{ ', ' if not loop.last }}{% endfor %}
        )
        union all
        select table_name, assumeNotNull(complete_through) from mart.published_tables
        where isNotNull(complete_through) and table_name not in ({{ names_of_models() }})
    )
    select table_name, complete_through from found
    union all
    select table_name, complete_through from mart.completeness where table_name not in (select table_name from found)
{%- endmacro %}

{% macro names_of_models() -%}
    {%- for name in graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') | map(attribute='alias') -%}
        '{{ name }}'{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#
    Query of what is known before: names and times. The empty name stands for the merge, `source <name>` for a published
    table, and `maintained <name>` for a summary that the last merge has updated.
#}
{% macro known_completeness() -%}
    {{ adapter.dispatch('known_completeness')() }}
{%- endmacro %}

{% macro clickhouse__known_completeness() -%}
    {%- set generation = current_generation() -%}
    {%- if has_table(generation, 'watermark') -%}
    select '' as name, toString(complete_through) as time from {{ generation }}.watermark
    union all
    {%- endif %}
    select concat('source ', table_name) as name, toString(complete_through) as time from {{ generation }}.published_tables
    union all
    select table_name, toString(complete_through) from {{ generation }}.completeness
    {%- for name in definitions_of(generation) %}
    union all
    select 'maintained {{ name }}', ''
    {%- endfor -%}
{%- endmacro %}

{% macro postgres__known_completeness() -%}
    select '' as name, (complete_through at time zone 'UTC')::text from mart.watermark
    union all
    select 'source ' || table_name, (complete_through at time zone 'UTC')::text from mart.published_tables
    union all
    select 'maintained ' || relname, '' from pg_class
    where
        relnamespace = 'incoming'::regnamespace and relkind = 'v' and obj_description(oid, 'pg_class') is not null
    union all
    select table_name, (complete_through at time zone 'UTC')::text from mart.completeness
{%- endmacro %}

{#
    Up to when a table or view is complete, as text; none if that is unknown.

    Args:
        id: of the model, snapshot, seed or source.
        known: dict of the result of known_completeness().
        built: ids of the models that the run has built.
#}
{% macro completeness_of(id, known, built) -%}
    {%- set found = invocation_cache().setdefault('completeness', {}) -%}
    {%- if id not in found -%}
        {%- set merged = known.get('') -%}
        {%- if id.startswith('source.') -%}
            {%- set is_published = id.startswith('source.mart.published.') -%}
            {%- do found.update({id: known.get('source ' ~ id.split('.')[-1]) if is_published else merged}) -%}
        {%- elif id not in graph.nodes or graph.nodes[id].resource_type == 'seed' -%}
            {%- do found.update({id: merged}) -%}
        {%- else -%}
            {%- set node = graph.nodes[id] -%}
            {%- set kind = node.config.materialized -%}
            {%- set is_kept = (
                'maintained ' ~ node.alias not in known if kind == 'summary'
                else id not in built if kind not in ('view', 'ephemeral', 'merged') and node.name != 'watermark'
                else false
            ) -%}
            {%- if is_kept -%}
                {%- do found.update({id: known.get(node.alias)}) -%}
            {%- else -%}
                {%- set times = [merged] -%}
                {%- for parent in node.depends_on.nodes if parent != 'model.mart.watermark' -%}
                    {%- do times.append(completeness_of(parent, known, built)) -%}
                {%- endfor -%}
                {#- texts in UTC and of one format, so their order is that of the times -#}
                {%- do found.update({id: none if none in times else times | min}) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endif -%}
    {{ return(found[id]) }}
{%- endmacro %}
