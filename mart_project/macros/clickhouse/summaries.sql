{#
    The definitions of summaries are rows of table `summaries` of each generation: a summary's name, the checksum of the
    model that has computed it, and the compiled SQL. The last row of a name counts. An empty checksum says that the summary
    is not maintained.
#}
{% macro definitions_of(generation) -%}
    {%- set known = invocation_cache().setdefault('summaries', {}) -%}
    {%- if generation not in known -%}
        {%- set definitions = {} -%}
        {%- set latest -%}
            select name, argMax(checksum, recorded_at) as checksum, argMax(definition, recorded_at)
            from {{ generation }}.summaries group by name having checksum != ''
        {%- endset -%}
        {%- for name, checksum, definition in run_query(latest).rows -%}
            {%- do definitions.update({name: {'checksum': checksum, 'definition': definition}}) -%}
        {%- endfor -%}
        {%- do known.update({generation: definitions}) -%}
    {%- endif -%}
    {{ return(known[generation]) }}
{%- endmacro %}

{#
    Append to the definitions of a generation.

    Args:
        rows: lists of a name, a checksum and a definition.
#}
{% macro write_definitions(generation, rows) -%}
    {%- if rows -%}
        {%- set values = [] -%}
        {%- for name, checksum, sql in rows -%}
            {%- do values.append('(' ~ text_literal(name) ~ ', ' ~ text_literal(checksum) ~ ', ' ~ text_literal(sql) ~ ')') -%}
        {%- endfor -%}
        {%- do run_query('insert into ' ~ generation ~ '.summaries (name, checksum, definition) values ' ~ values | join(', ')) -%}
        {%- do invocation_cache().setdefault('summaries', {}).pop(generation, none) -%}
    {%- endif -%}
{%- endmacro %}

{#
    Whether a summary was computed by its current model, and its last update has not failed. One that reads a view is always
    computed by its model: the view shows readers' rows, and not those that a run is about to merge.
#}
{% macro clickhouse__is_maintained(node) -%}
    {%- for id in node.depends_on.nodes if id in graph.nodes and graph.nodes[id].config.materialized in ('view', 'ephemeral') -%}
        {{ return(false) }}
    {%- endfor -%}
    {{ return(
        definitions_of(current_generation()).get(node.alias, {}).get('checksum') == definition(node, with_parents='queries')
        and failed_summary() != node.alias
    ) }}
{%- endmacro %}

{#
    Record that a summary was computed by its current model, and that those that read it were not.
#}
{% macro record_definition(node, generation, sql) -%}
    {%- set rows = [[node.alias, definition(node, with_parents='queries'), sql]] -%}
    {%- for reader in graph.nodes.values() if reader.config.materialized == 'summary' and reads_any_of(reader, [node.unique_id]) -%}
        {%- do rows.append([reader.alias, '', '']) -%}
    {%- endfor -%}
    {%- do write_definitions(generation, rows) -%}
{%- endmacro %}

{#
    The summary whose update has ended the last run; empty if there is none. `incoming.summaries_begun` has the names of
    those that a merge has begun to update, in this order, until it has updated all.
#}
{% macro failed_summary() -%}
    {%- if 'failed_summary' not in invocation_cache() -%}
        {%- set last = 'select argMax(name, begun_at) from incoming.summaries_begun' -%}
        {%- do invocation_cache().update({'failed_summary': run_query(last).rows[0][0]}) -%}
    {%- endif -%}
    {{ return(invocation_cache()['failed_summary']) }}
{%- endmacro %}

{#
    Record that the summaries that the merge has not updated are not maintained. If a model that is gone comes back, its
    table lacks what was merged meanwhile.

    Args:
        except: graph nodes of those that it has updated.
#}
{% macro forget_definitions(generation, except) -%}
    {%- set kept = except | map(attribute='alias') | list -%}
    {%- set rows = [] -%}
    {%- for name in definitions_of(generation) if name not in kept -%}{%- do rows.append([name, '', '']) -%}{%- endfor -%}
    {%- do write_definitions(generation, rows) -%}
{%- endmacro %}

{#
    Compute again the rows of a summary whose keys a run has touched; all of them if it tells no keys, if a key is null, or
    if over a quarter of the keys is touched.

    If it fails, the run fails, and the next one leaves the summary to its own model; see failed_summary().

    Args:
        node: graph node of the model.
        generation: database of the generation that the run writes.
        is_whole: whether to compute all rows.
#}
{% macro refresh_summary(node, generation, is_whole) -%}
    {%- set table = api.Relation.create(schema=generation, identifier=node.alias) -%}
    {%- set definition = reading_generation(definitions_of(generation)[node.alias].definition, node, generation) -%}
    {%- set key = node.config.unique_key -%}
    {%- set key = [key] if key is string else key -%}
    {%- set touched = reading_generation(node.config.meta.touched or '', node, generation) -%}
    {%- do run_query("insert into incoming.summaries_begun (name) values ('" ~ node.alias ~ "')") -%}
    {%- set few = false -%}
    {%- if touched and not is_whole -%}
        {%- set counting -%}
            select count() * 4 <= (select count() from {{ table }})
                and countIf({% for name in key %}isNull({{ name }}){{ ' or ' if not loop.last }}{% endfor %}) = 0
            from ({{ touched }})
        {%- endset -%}
        {%- set few = run_query(counting).columns[0].values()[0] -%}
    {%- endif -%}
    {%- if few -%}
        {%- set is_touched = '(' ~ key | join(', ') ~ ') in (' ~ touched ~ ')' -%}
        {%- if key | length > 1 -%}
            {#- a condition on one column goes through to what the query joins by it -#}
            {%- set is_touched = is_touched ~ ' and ' ~ key[0] ~ ' in (select ' ~ key[0] ~ ' from (' ~ touched ~ '))' -%}
        {%- endif -%}
        {%- do delete_rows(table, is_touched) -%}
        {%- do run_query('insert into ' ~ table ~ ' select * from (' ~ definition ~ ') as computed where ' ~ is_touched) -%}
    {%- else -%}
        {%- do run_query('truncate table ' ~ table) -%}
        {%- do run_query('insert into ' ~ table ~ ' ' ~ definition) -%}
    {%- endif -%}
{%- endmacro %}

{#
    A query on the tables of a generation, instead of the views in `mart` through which readers see them. What dbt's own
    materializations have built stays as it is: it is in `mart` alone.

    Args:
        sql: the compiled query.
        node: graph node of its model.
        generation: database of the generation.
#}
{% macro reading_generation(sql, node, generation) -%}
    {%- set replaced = namespace(sql=sql) -%}
    {%- for id in node.depends_on.nodes -%}
        {%- set parent = graph.nodes.get(id, {"config": {}}) -%}
        {%- if id.startswith('source.mart.published.') or parent.config.materialized in ('merged', 'summary', 'generation') -%}
            {%- set name = parent.alias or id.split('.')[-1] -%}
            {%- set replaced.sql = replaced.sql | replace('`mart`.`' ~ name ~ '`', '`' ~ generation ~ '`.`' ~ name ~ '`') -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(replaced.sql) }}
{%- endmacro %}
