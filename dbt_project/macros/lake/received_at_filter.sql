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
