{#
    How far a table of the lake has come: what was noted with note_state() as its properties, without their prefix.

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
        {%- set relation = load_relation(this.incorporate(path={'schema': target.schema, 'identifier': name})) -%}
        {%- if relation is not none -%}
            {%- for row in run_query('show tblproperties ' ~ relation).rows if row[0].startswith('eventmart.') -%}
                {%- do state.update({row[0][10:]: '' if row[1] is none else row[1] | string}) -%}
            {%- endfor -%}
        {%- endif -%}
        {%- do states.update({name: state}) -%}
    {%- endif -%}
    {{ return(states[name]) }}
{%- endmacro %}
