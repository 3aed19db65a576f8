{#
    Condition: `fct_events` does not have the event yet, or has it to be replaced.

    Args:
        event_id: SQL expression.
        batch: what lake_batch() returns.
#}
{% macro is_new_to_lake(event_id, batch) -%}
    {%- if batch['is_whole'] -%}
        true
    {%- else -%}
        not exists (
            select 1 from {{ this.incorporate(path={'identifier': 'fct_events'}) }} as stored
            where
                stored.event_id = {{ event_id }}
                {%- if batch['replayed'] %}
                    and not ({{ batch['replayed'] }})
                {%- endif %}
        )
    {%- endif -%}
{%- endmacro %}
