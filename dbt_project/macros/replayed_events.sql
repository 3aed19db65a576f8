{#
    SQL condition on `received_at`: the events that a replay reads again (vars `replay_from`, inclusive, and
    `replay_to`, exclusive). Empty if the run is not a replay.
#}
{% macro replayed_events() -%}
    {%- if var('replay_from', none) -%}
        received_at >= timestamp '{{ var('replay_from') }}' and received_at < timestamp '{{ var('replay_to') }}'
    {%- endif -%}
{%- endmacro %}
