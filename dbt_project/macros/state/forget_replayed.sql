{#
    Pre-hook of int_repeated_events: before a replay, remove the rows that the replay finds again. Parquet has no
    deletion, so the other rows move to a new table. If the run is killed in between, the table is missing, and the next
    run rebuilds the lake.
#}
{% macro forget_replayed() -%}
    {%- if execute and is_incremental() and lake_batch()['replayed'] -%}
        {%- if run_query('select 1 from ' ~ this ~ ' where ' ~ replayed_events() ~ ' limit 1').rows -%}
            {%- set kept = this ~ '_kept' -%}
            {%- do run_query('drop table if exists ' ~ kept) -%}
            {%- do run_query(
                'create table ' ~ kept ~ ' using parquet as select * from ' ~ this
                ~ ' where not (' ~ replayed_events() ~ ')'
            ) -%}
            {%- do run_query('drop table ' ~ this) -%}
            {%- do run_query('alter table ' ~ kept ~ ' rename to ' ~ this) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
