{#
    Condition on the events that a replay brings anew into the lake, by when they were received: vars `replay_from` and
    `replay_to`. Empty where nothing is replayed.
#}
{% macro replayed_events() -%}
    {%- if var('replay_from', none) -%}
        received_at >= timestamp '{{ var('replay_from') }}' and received_at < timestamp '{{ var('replay_to') }}'
    {%- endif -%}
{%- endmacro %}
