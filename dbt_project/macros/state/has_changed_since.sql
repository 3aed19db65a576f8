{#
    Condition for a table of rows per `event_date` that are made from `fct_events`: those that changed in a later batch.

    Args:
        batch_id: the batch.
#}
{% macro has_changed_since(batch_id) -%}
    changed_in > {{ batch_id }} and {{ on_changed_dates(batch_id) }}
{%- endmacro %}
