{#
    What the lake has recorded of itself, in the properties of its database. A run writes it in one statement when it
    begins and in one when it has ended, so it is never half-written. Dropping the database forgets it.

    Returns:
        A dict, empty before the first batch:
        batch_id: the last batch that all tables hold;
        begun_batch_id: the last batch that was begun;
        complete_through: they hold every event received up to this time, as text; absent if that is unknown;
        spools: the spools that this covers are those that joined up to this time, see raw_state();
        definition: checksum of the models that built them, see lake_definition();
        rebuilt_in: the batch in which they were last built from all events;
        event_count, repeat_count, id_conflict_count: the rows of fct_events and int_repeated_events;
        brought_repeat_count, brought_id_conflict_count: how many of the latter the last batch brought;
        writing: `append` or `rebuild` while a run writes the tables, and after a run that has not ended well; else empty.
#}
{% macro lake_state() -%}
    {%- if not execute -%}{{ return({}) }}{%- endif -%}
    {%- if 'state' not in invocation_cache() -%}
        {%- set state = {} -%}
        {%- for row in run_query('describe database extended ' ~ target.schema).rows if row[0] == 'Properties' -%}
            {#- as in ((eventmart.batch_id,1), (eventmart.spools,2)) #}
            {%- for name, value in modules.re.findall('\\(eventmart\\.(\\w+),([^)]*)\\)', row[1]) -%}
                {%- do state.update({name: value}) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- do invocation_cache().update({'state': state}) -%}
    {%- endif -%}
    {{ return(invocation_cache()['state']) }}
{%- endmacro %}

{#
    Record state; see lake_state().

    Args:
        values: dict of names and values. What has another name keeps its value.
#}
{% macro record_lake_state(values) -%}
    {%- do lake_state().update(values) -%}
    {%- set assignments = [] -%}
    {%- for name, value in values.items() -%}
        {%- do assignments.append("'eventmart." ~ name ~ "' = '" ~ value ~ "'") -%}
    {%- endfor -%}
    {%- do run_query('alter database ' ~ target.schema ~ ' set dbproperties (' ~ assignments | join(', ') ~ ')') -%}
{%- endmacro %}
