{%- for funnel in funnel_names() %}
    {%- set is_last_funnel = loop.last -%}
    {%- for step in steps_of(funnel) %}
        select
            {{ text_literal(funnel) }} as funnel,
            {{ loop.index }} as step_number,
            {{ text_literal(step) }} as event_type
        {{ 'union all' if not (loop.last and is_last_funnel) }}
    {%- endfor -%}
{%- endfor %}
