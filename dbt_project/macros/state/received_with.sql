{#
    Condition on staged events, by when they were received: those of a batch.

    Args:
        batch: what lake_batch() returns.
#}
{% macro received_with(batch) -%}
    -- what is later may not all be here yet, and comes with a later batch
    received_at <= timestamp '{{ batch['complete_through'] or '9999-12-31' }}'
    {%- if batch['since'] and batch['is_since_exact'] %}
        and (
            received_at > timestamp '{{ batch['since'] }}'
            {%- if batch['replayed'] %}
                or ({{ batch['replayed'] }})
            {%- endif %}
        )
    {%- endif %}
{%- endmacro %}
