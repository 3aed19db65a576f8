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
