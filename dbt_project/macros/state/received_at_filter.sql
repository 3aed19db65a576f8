{#
    SQL condition on `received_at`: the staged events of a batch.

    Args:
        batch: the result of lake_batch().
#}
{% macro received_at_filter(batch) -%}
    -- later events may not all have landed yet and belong to a later batch
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
