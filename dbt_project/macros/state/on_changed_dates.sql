{#
    Condition for a table of one row or more per `event_date`: the dates of which `fct_events` has changed since a batch.

    Args:
        batch_id: the batch; by default the one up to which the model's own table has come, and where that is built from
            nothing, all dates are meant.
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
