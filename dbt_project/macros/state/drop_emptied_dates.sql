{#
    After a replay: drop the partitions of fct_events in which the replay left no event. `insert_overwrite` does not
    do this, because it only replaces partitions for which it has rows.
#}
{% macro drop_emptied_dates() -%}
    {%- if execute and replayed_events() and batch_is_new() -%}
        {%- set emptied -%}
            select distinct cast(event_date as string) from {{ this }}
            where {{ replayed_events() }} and changed_in < {{ table_state('stg_events')['batch_id'] }}
        {%- endset -%}
        {%- for event_date in run_query(emptied).columns[0].values() -%}
            {%- do run_query('alter table ' ~ this ~ " drop partition (event_date = '" ~ event_date ~ "')") -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
