{#
    Condition for a table of one row or more per `event_date`: the dates of which `fct_events` has changed since the
    table was last written; all, where it is built from nothing.
#}
{% macro changed_dates() -%}
    {%- if is_incremental() -%}
        {%- set changed -%}
            select distinct cast(event_date as string) from {{ ref('fct_events') }}
            where changed_in > {{ table_state(this.identifier)['batch_id'] }}
        {%- endset -%}
        event_date in ({{ date_list(run_query(changed).columns[0].values() | list) }})
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}
