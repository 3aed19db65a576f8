{#
    SQL condition on a time of reception: the events that a replay reads again (vars `replay_from`, inclusive, and
    `replay_to`, exclusive). Empty if the run is not a replay.

    Args:
        received_at: SQL expression.
#}
{% macro replayed_events(received_at='received_at') -%}
    {%- if var('replay_from', none) -%}
        {{ received_at }} >= timestamp '{{ var('replay_from') }}'
        and {{ received_at }} < timestamp '{{ var('replay_to') }}'
    {%- endif -%}
{%- endmacro %}
