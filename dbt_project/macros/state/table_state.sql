{#
    How far a table of the lake has come: what was noted with note_state() as its properties, without their prefix.

    dbt looks at all relations of the schema when it begins, and what it has seen says it: no further statement is needed.

    Args:
        name: of the table. By name and not by ref, because a model may ask about itself, and staging asks about what
            comes after it.
    Returns:
        A dict, empty where there is no such table, or it is being built anew:
        batch_id: the last batch of events that is in it;
        definition: what the models said when it was written, see definition();
        rebuilt_in: the batch with which it was last built as a whole;
        complete_through: every event received up to then is in it, as text,
        spools: from the spools that had joined by then, see raw_state();
        writing: while it is written, the dbt invocation that does so;
        changed_dates, changed_dates_since: of fct_events, see changed_dates_log().
#}
{% macro table_state(name) -%}
    {%- if not execute -%}{{ return({}) }}{%- endif -%}
    {%- set states = known().setdefault('states', {}) -%}
    {%- if name not in states -%}
        {%- set state = {} -%}
        {%- set relation = load_relation(api.Relation.create(schema=target.schema, identifier=name)) -%}
        {%- if relation is not none -%}
            {#- a line of what Spark tells of a table: Table Properties: [eventmart.batch_id=1, eventmart.spools=2] #}
            {%- set properties = modules.re.findall('Table Properties: \\[(.*)\\]', relation.information) | join -%}
            {%- for property in properties.split(', ') if property.startswith('eventmart.') -%}
                {%- set key, value = property.split('=', 1) -%}
                {%- do state.update({key[10:]: value}) -%}
            {%- endfor -%}
            {%- if state -%}
                {#- it does not tell of those that are empty #}
                {%- for key in ('complete_through', 'spools', 'writing', 'changed_dates') -%}
                    {%- do state.setdefault(key, '') -%}
                {%- endfor -%}
            {%- endif -%}
        {%- endif -%}
        {%- do states.update({name: state}) -%}
    {%- endif -%}
    {{ return(states[name]) }}
{%- endmacro %}
