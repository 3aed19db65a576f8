{#
    Names of the funnels in var `funnels`, which is checked.
#}
{% macro funnel_names() -%}
    {%- set funnels = var('funnels') -%}
    {%- set remedy -%}
        names, each with `steps`, a list of event types, and `window_hours`, a number above 0. dbt_project.yml shows one.
    {%- endset -%}
    {%- if funnels is not mapping or not funnels -%}{%- do refuse_var('funnels', remedy) -%}{%- endif -%}
    {%- for funnel in funnels.values() -%}
        {%- if funnel is not mapping or not funnel.steps or funnel.steps is string or funnel.steps is not sequence
            or funnel.window_hours is not number or funnel.window_hours <= 0 -%}
            {%- do refuse_var('funnels', remedy) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(funnels.keys() | list) }}
{%- endmacro %}

{#
    The event types of a funnel, in order.
#}
{% macro steps_of(funnel) -%}
    {{ return(var('funnels')[funnel].steps) }}
{%- endmacro %}

{#
    The time within which a user takes the steps, as an SQL interval.
#}
{% macro window_of(funnel) -%}
    {{ interval_of(var('funnels')[funnel].window_hours * 3600) }}
{%- endmacro %}

{#
    Query of the journeys that the events of a run may have changed: those that begin with one of them, and those during
    which one of them happened. The events are in the mart by then. Those of one user and day are looked up together, so
    that many events of one user do not multiply.
#}
{% macro touched_journeys() -%}
    {%- for funnel in funnel_names() %}
        {%- set steps = steps_of(funnel) %}
        select distinct user_id, event_date as entry_date from incoming.events
        where user_id is not null and event_type = {{ text_literal(steps[0]) }}
        {%- if steps | length > 1 %}
        union distinct
        select arrived.user_id, entries.event_date
        from (
            select user_id, min(event_at) as first_at, max(event_at) as last_at from incoming.events
            where event_type in ({% for step in steps[1:] %}{{ text_literal(step) }}{{ ', ' if not loop.last }}{% endfor %})
            group by user_id, event_date
        ) as arrived
        inner join {{ api.Relation.create(schema='mart', identifier='events') }} as entries
            on arrived.user_id = entries.user_id
        where
            entries.event_type = {{ text_literal(steps[0]) }}
            and entries.event_at between arrived.first_at - {{ window_of(funnel) }} and arrived.last_at
        {%- endif %}
        {{ 'union distinct' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
