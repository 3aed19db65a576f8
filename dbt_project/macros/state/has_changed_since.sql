{#
    SQL condition on a table that has `event_date` and derives from `fct_events`: the rows that changed after a batch.

    Args:
        batch_id: the batch.
#}
{% macro has_changed_since(batch_id) -%}
    changed_in > {{ batch_id }} and {{ on_changed_dates(batch_id) }}
{%- endmacro %}
