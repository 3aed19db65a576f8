{#
    SQL condition on a time of reception: what was received in a batch.

    Args:
        batch: the result of lake_batch().
        received_at: SQL expression.
#}
{% macro received_at_filter(batch, received_at='received_at') -%}
    -- later events may not all have landed yet and belong to a later batch
    {{ received_at }} <= timestamp '{{ batch['complete_through'] or '9999-12-31' }}'
    {%- if batch['since'] and batch['is_since_exact'] %}
        and (
            {{ received_at }} > timestamp '{{ batch['since'] }}'
            {%- if batch['replayed'] %}
                or ({{ replayed_events(received_at) }})
            {%- endif %}
        )
    {%- endif %}
{%- endmacro %}

{#
    SQL condition on a landed line of an event: false if its text shows that it was received before a batch. The files that
    a batch reads begin up to two minutes before it, and to parse a line costs more than to compare its text.

    Args:
        batch: the result of lake_batch().
        line: SQL expression. The first `"received_at":"` before its event is the key, see envelope_json().
#}
{% macro is_line_needed(batch, line='line') -%}
    {%- if not batch['since'] or not batch['is_since_exact'] or batch['replayed'] -%}
        true
    {%- else -%}
        {%- set key = '"received_at":"' -%}
        {%- set text = "substring(" ~ line ~ ", locate('" ~ key ~ "', " ~ line ~ ") + " ~ key | length ~ ", 27)" -%}
        {#- only times as the API writes them are ordered like their texts -#}
        not (
            locate('{{ key }}', {{ line }}) between 1 and locate(',"event":', {{ line }})
            and {{ text }} like '____-__-__T__:__:__.______Z'
            and {{ text }} <= '{{ utc_moment(batch['since']).strftime('%Y-%m-%dT%H:%M:%S.%fZ') }}'
        )
    {%- endif -%}
{%- endmacro %}
