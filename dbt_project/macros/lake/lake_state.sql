{#
    What the lake has recorded of itself, in the properties of its database. A run writes it in one statement when it
    begins and in one when it has ended, so it is never half-written. Dropping the database forgets it. Only target `prod`
    records anything.

    Returns:
        A dict, empty before the first batch:
        batch_id: the last batch that is loaded;
        begun_batch_id: the last batch that was begun;
        complete_through: the lake holds every event received up to this time, as text; absent if that is unknown;
        run_id: the update run that has loaded this; of `dbt build` by hand, dbt's own id;
        recorded_at: when any of this was recorded last, in microseconds since 1970; always increases;
        spools: the spools that this covers are those that joined up to this time, see raw_state();
        event_count, repeat_count, id_conflict_count: the rows of fct_events and int_repeated_events;
        expired_count: how many events were received that are older than events are kept;
        brought_event_count, …: how many of these the last batch brought;
        retained_from: the first date that is kept; absent or empty if all are;
        removing: `retain` while that operation removes rows, and after one that has not ended well; else empty;
        writing: `append` or `rebuild` while a run loads a batch, and after a run that has not ended well; else empty;
        state_of.<name in hex>: the state of a table, see table_state(); empty while the table is not to be trusted. Spark
            hides the values of properties whose names hold words such as `url`, and `hourly` holds it.
#}
{% macro lake_state() -%}
    {%- if not execute -%}{{ return({}) }}{%- endif -%}
    {%- if 'state' not in invocation_cache() -%}
        {%- set state = {} -%}
        {%- set exists = is_production() or adapter.check_schema_exists(none, project_name) -%}
        {%- set description = run_query('describe database extended ' ~ project_name).rows if exists else [] -%}
        {%- for row in description if row[0] == 'Properties' -%}
            {#- as in ((eventmart.batch_id,1), (eventmart.spools,2)) #}
            {%- for name, value in modules.re.findall('\\(eventmart\\.([\\w.]+),([^)]*)\\)', row[1]) -%}
                {%- do state.update({name: value}) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- do invocation_cache().update({'state': state}) -%}
    {%- endif -%}
    {{ return(invocation_cache()['state']) }}
{%- endmacro %}

{#
    State of a table of materialization `appended` or `by_date`.

    A published table of any other materialization has one as well, if it and its tests have succeeded.

    Args:
        node: graph node of its model.
    Returns:
        A dict, empty if the table has never been built:
        batch_id: the table holds what the tables that it reads had got up to this run;
        rebuilt_in: the run that last built it anew from all rows;
        changed_in: the run that last changed it;
        definition: checksum of its model, see definition();
        kind: `kept`, or `built` if each run builds it.
#}
{% macro table_state(node) -%}
    {%- if not lake_state().get(state_name(node)) -%}{{ return({}) }}{%- endif -%}
    {#- a version before recorded no kind -#}
    {%- set batch_id, rebuilt_in, changed_in, definition, kind = (lake_state()[state_name(node)].split(' ') + [''])[:5] -%}
    {{ return({
        'batch_id': batch_id | int,
        'rebuilt_in': rebuilt_in | int,
        'changed_in': changed_in | int,
        'definition': definition,
        'kind': kind,
    }) }}
{%- endmacro %}

{#
    The name under which the state of a model's table is recorded.
#}
{% macro state_name(node) -%}
    {{ return('state_of.' ~ node.alias.encode().hex()) }}
{%- endmacro %}

{#
    Record state; see lake_state().

    Args:
        values: dict of names and values. What has another name keeps its value.
#}
{% macro record_lake_state(values) -%}
    {%- set now = (modules.datetime.datetime.now().timestamp() * 1000000) | int -%}
    {%- set recorded = dict(values, recorded_at=[now, lake_state().get('recorded_at', 0) | int + 1] | max) -%}
    {%- do lake_state().update(recorded) -%}
    {%- set assignments = [] -%}
    {%- for name, value in recorded.items() -%}
        {%- do assignments.append("'eventmart." ~ name ~ "' = '" ~ value ~ "'") -%}
    {%- endfor -%}
    {%- do run_query('alter database ' ~ target.schema ~ ' set dbproperties (' ~ assignments | join(', ') ~ ')') -%}
{%- endmacro %}
