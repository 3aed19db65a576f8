{#
    SQL condition on `event_date`: the dates of `fct_events` that changed after a batch.

    Args:
        batch_id: the batch. Default: the batch of the model's own table, or 0 (all dates) if that table is rebuilt.
#}
{% macro on_changed_dates(batch_id=none) -%}
    {%- if batch_id is none -%}
        {%- set batch_id = table_state(this.identifier)['batch_id'] if is_incremental() else 0 -%}
    {%- endif -%}
    {%- set dates = dates_changed_since(batch_id) -%}
    {%- if dates is none -%}
        true
    {%- else -%}
        event_date in ({{ date_list(dates) }})
    {%- endif -%}
{%- endmacro %}
