{#
    The state of a lake table: the properties that note_state() recorded, without their prefix.

    Reads dbt's relation cache, which dbt fills at start-up, so no statement is needed.

    Args:
        name: name of the table. Not a ref, because a model may read its own state, and staging reads the state of
            tables downstream.
    Returns:
        A dict, empty if the table does not exist or is being rebuilt:
        batch_id: the last batch of events in the table;
        definition: checksum of the models that wrote it, see lake_definition();
        rebuilt_in: the batch in which it was last rebuilt;
        complete_through: the table holds every event received up to this time, as text;
        spools: the spools that this covers are those that joined up to this time, see raw_state();
        writing: the dbt invocation that is writing it; empty otherwise;
        changed_dates, changed_dates_since: of fct_events only, see changed_dates_log().
#}
{% macro table_state(name) -%}
    {%- if not execute -%}{{ return({}) }}{%- endif -%}
    {%- set states = invocation_cache().setdefault('states', {}) -%}
    {%- if name not in states -%}
        {%- set state = {} -%}
        {%- set relation = load_relation(api.Relation.create(schema=target.schema, identifier=name)) -%}
        {%- if relation is not none -%}
            {#- Spark's description has a line such as: Table Properties: [eventmart.batch_id=1, eventmart.spools=2] #}
            {%- set properties = modules.re.findall('Table Properties: \\[(.*)\\]', relation.information) | join -%}
            {%- for property in properties.split(', ') if property.startswith('eventmart.') -%}
                {%- set key, value = property.split('=', 1) -%}
                {%- do state.update({key[10:]: value}) -%}
            {%- endfor -%}
            {%- if state -%}
                {#- Spark omits properties with an empty value #}
                {%- for key in ('complete_through', 'spools', 'writing', 'changed_dates') -%}
                    {%- do state.setdefault(key, '') -%}
                {%- endfor -%}
            {%- endif -%}
        {%- endif -%}
        {%- do states.update({name: state}) -%}
    {%- endif -%}
    {{ return(states[name]) }}
{%- endmacro %}
