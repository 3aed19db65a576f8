{#
    The counts of lake_state(), of the tables as they are.
#}
{% macro counted_rows() -%}
    {%- set repeats = lake_table('int_repeated_events') -%}
    {%- set counting -%}
        select
            (select count(*) from {{ lake_table('fct_events') }}),
            (select count_if(reason = 'repeat') from {{ repeats }}),
            (select count_if(reason = 'id_conflict') from {{ repeats }})
    {%- endset -%}
    {%- set events, repeats, conflicts = run_query(counting).rows[0].values() -%}
    {{ return({'event_count': events, 'repeat_count': repeats, 'id_conflict_count': conflicts}) }}
{%- endmacro %}
