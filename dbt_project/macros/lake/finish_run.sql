{#
    on-run-end hook: records which tables hold the batch. The tables that are loaded from the staged batch count only
    together: if the run has left out one of them, or one of them has failed, the next run reads the same events again,
    and appends what is missing. Any other table counts for itself; so does a published table that is not kept. The state of
    a table that was kept before is forgotten.

    Args:
        results: dbt's results of the run.
#}
{% macro finish_run(results) -%}
    {%- if execute and is_production() and flags.WHICH in ('build', 'run') and results -%}
        {%- set failed = failed_models(results) -%}
        {%- set built = [] -%}
        {%- for result in results if result.status == 'success' and result.node.unique_id not in failed -%}
            {%- do built.append(result.node.unique_id) -%}
        {%- endfor -%}
        {%- set is_loaded = not (['model.lake.stg_events'] + loading_ids()) | reject('in', built) | list -%}
        {%- set tables = [] -%}
        {%- set forgotten = {} -%}
        {%- for node in graph.nodes.values() if node.unique_id in built -%}
            {%- set is_complete = is_loaded or node.unique_id not in loading_ids() -%}
            {%- if (is_complete if is_kept(node) else node.config.get('meta', {}).publish) -%}
                {%- do tables.append(node) -%}
            {%- elif not is_kept(node) and table_state(node) -%}
                {%- do forgotten.update({state_name(node): ''}) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if tables -%}
            {%- do record_lake_state(dict(state_after(tables, is_loaded), **forgotten)) -%}
        {%- elif forgotten -%}
            {%- do record_lake_state(forgotten) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#
    Ids of the models that have failed, or of which a test has failed.

    Args:
        results: dbt's results of the run.
#}
{% macro failed_models(results) -%}
    {%- set ids = [] -%}
    {%- for result in results if result.status not in ('success', 'pass', 'warn', 'no-op', 'skipped') -%}
        {%- set node = result.node -%}
        {%- if node.resource_type != 'test' -%}{%- do ids.append(node.unique_id) -%}
        {%- elif node.attached_node -%}{%- do ids.append(node.attached_node) -%}
        {%- else -%}{%- do ids.extend(node.depends_on.nodes) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(ids) }}
{%- endmacro %}

{#
    The state to record after a run; see lake_state().

    Args:
        tables: graph nodes of the models that the run has built.
        is_loaded: whether the batch is loaded.
#}
{% macro state_after(tables, is_loaded) -%}
    {%- set batch = lake_batch() -%}
    {%- set brought = rows_brought(tables) -%}
    {%- set state = {} -%}
    {%- for node in tables -%}
        {%- set before = table_state(node) -%}
        {%- set is_new = not is_kept(node) or is_rebuilt(node) -%}
        {%- set is_changed = is_new or node.unique_id in brought -%}
        {%- do state.update({state_name(node): [
            seen_batch(node, tables),
            batch['batch_id'] if is_new else before['rebuilt_in'],
            batch['batch_id'] if is_changed else before['changed_in'],
            definition(node),
            'kept' if is_kept(node) else 'built',
        ] | join(' ')}) -%}
    {%- endfor -%}
    {%- if is_loaded -%}
        {%- do state.update({
            'batch_id': batch['batch_id'],
            'complete_through': batch['complete_through'] or '',
            'run_id': env_var('DBT_EVENTMART_RUN_ID', invocation_id),
            'spools': batch['spools'],
            'writing': '',
        }) -%}
        {%- for kind, model in [('event', 'fct_events'), ('repeat', 'int_repeated_events'), ('id_conflict', 'int_repeated_events'), ('expired', 'int_repeated_events')] -%}
            {%- set count = brought.get('model.lake.' ~ model, {}).get(kind, 0) -%}
            {%- set before = 0 if batch['is_whole'] else lake_state().get(kind ~ '_count', 0) | int -%}
            {%- do state.update({kind ~ '_count': before + count, 'brought_' ~ kind ~ '_count': count}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(state) }}
{%- endmacro %}

{#
    The last run whose rows a table holds: this one, unless a table that it reads has stayed behind.

    Args:
        node: graph node of a model that this run has built.
        tables: as above.
#}
{% macro seen_batch(node, tables) -%}
    {%- set batches = [lake_batch()['batch_id']] -%}
    {%- for parent in kept_parents(node) if node.unique_id not in loading_ids() -%}
        {%- do batches.append(seen_batch(parent, tables) if parent in tables else table_state(parent).get('batch_id', 0)) -%}
    {%- endfor -%}
    {{ return(batches | min) }}
{%- endmacro %}

{#
    How many rows tables have got since their last recorded batch: what this run has brought, and what runs have that
    were cut short. A table that is built anew counts all of its rows.

    Args:
        tables: graph nodes of models.
    Returns:
        For each model with such rows, by its id, a dict of numbers by kind. The kind is the reason of a repeat; the rows
        of all other tables are `event`s.
#}
{% macro rows_brought(tables) -%}
    {%- set counting = [] -%}
    {%- set brought = {} -%}
    {%- for node in tables if is_kept(node) -%}
        {%- if node.config.materialized == 'by_date' -%}
            {%- if node.unique_id in invocation_cache().get('overwritten', []) -%}{%- do brought.update({node.unique_id: {}}) -%}{%- endif -%}
        {%- else -%}
            {%- set last = 0 if is_rebuilt(node) else table_state(node)['batch_id'] -%}
            {%- set kind = 'reason' if node.name == 'int_repeated_events' else "'event'" -%}
            {%- do counting.append(
                "select '" ~ node.unique_id ~ "' as id, " ~ kind ~ ' as kind from ' ~ table_of(node)
                ~ ' where batch_id > ' ~ last
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if counting -%}
        {%- set query = 'select id, kind, count(*) from (' ~ counting | join(' union all ') ~ ') group by id, kind' -%}
        {%- for id, kind, count in run_query(query).rows -%}
            {%- do brought.setdefault(id, {}).update({kind: count}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(brought) }}
{%- endmacro %}
