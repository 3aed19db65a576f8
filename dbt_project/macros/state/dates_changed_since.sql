{#
    The event dates of `fct_events` that changed after a batch.

    Args:
        batch_id: the batch.
    Returns:
        A list of dates; none if the log does not reach back that far, so any date may have changed.
#}
{% macro dates_changed_since(batch_id) -%}
    {%- set state = table_state('fct_events') -%}
    {%- if 'changed_dates_since' not in state or batch_id | int < state['changed_dates_since'] | int -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set dates = [] -%}
    {%- for entry in state['changed_dates'].split(';') if entry and entry.split('=')[0] | int > batch_id | int -%}
        {%- do dates.extend(entry.split('=')[1].split(',') | reject('equalto', '')) -%}
    {%- endfor -%}
    {{ return(dates | unique | sort) }}
{%- endmacro %}
