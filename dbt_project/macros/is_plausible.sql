{#
    SQL condition on a time that a sender states: it is neither before var `earliest_event_at` nor later than var
    `future_tolerance_hours` after its reception.

    Args:
        event_at: SQL expression of type timestamp.
        received_at: SQL expression of type timestamp.
#}
{% macro is_plausible(event_at, received_at) -%}
    {%- set hours, earliest = var('future_tolerance_hours'), var('earliest_event_at') | string -%}
    {%- if hours is not number or not 0 <= hours <= 8784 -%}
        {%- do refuse_var('future_tolerance_hours', 'a number of hours from 0 to 8784, which is a year.') -%}
    {%- endif -%}
    {%- if not modules.re.fullmatch('[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])', earliest) -%}
        {%- do refuse_var('earliest_event_at', 'a date, as in "2000-01-01".') -%}
    {%- endif -%}
    {{ event_at }} between timestamp '{{ earliest }}'
    and {{ received_at }} + make_interval(0, 0, 0, 0, 0, 0, {{ (hours * 3600) | round(6) }})
{%- endmacro %}
