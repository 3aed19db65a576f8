{#
    Operation: finds the lines of the raw files that are a person's who is to be forgotten, and writes them to table
    `erased_lines`: the request, the file, and the SHA-256 of the line.

        dbt run-operation find_lines
#}
{% macro find_lines() -%}
    {%- for table in ('events_for_spark', 'quarantine_for_spark') -%}
        {#- partitions that have landed since the last run, and files that this session has listed before -#}
        {%- do run_query('msck repair table raw.' ~ table) -%}
        {%- do run_query('refresh table raw.' ~ table) -%}
    {%- endfor -%}
    {%- set table = api.Relation.create(schema=target.schema, identifier='erased_lines') -%}
    {%- set events -%}
        select
            value as line, input_file_name() as raw_file,
            from_json({{ envelope_json('value') }}, 'event_id string, received_at timestamp, source string') as envelope,
            {{ event_json('value') }} as event
        from raw.events_for_spark
        where value != ''
    {%- endset -%}
    {%- set quarantine -%}
        select
            value as line, input_file_name() as raw_file,
            from_json(value, 'rejected_at timestamp, source string, is_base64 boolean, body string') as record
        from raw.quarantine_for_spark
        where value != ''
    {%- endset -%}
    {%- set items -%}
        -- a line that is no event is looked at as what was rejected
        select
            line, raw_file, {{ index_key("coalesce(envelope.source, 'anonymous')") }} as source,
            envelope.received_at as received_at, envelope.event_id is null as is_rejected,
            if(envelope.event_id is null, line, event) as content
        from ({{ events }})
        union all
        select
            line, raw_file, record.source, record.rejected_at, true,
            coalesce({{ rejected_content('record') }}, line)
        from ({{ quarantine }})
    {%- endset -%}
    {#- nothing may have been loaded yet -#}
    {%- do adapter.create_schema(table.without_identifier()) -%}
    {%- do run_query('drop table if exists ' ~ table ~ ' purge') -%}
    {%- set finding -%}
        create table {{ table }} using parquet as
        select distinct erasures.erasure_id, items.raw_file, sha2(items.line, 256) as line_hash
        from ({{ with_user(items, 'content') }}) as items
        inner join ({{ requested_erasures() }}) as erasures on {{ is_persons('items', 'erasures') }}
    {%- endset -%}
    {%- do run_query(finding) -%}
{%- endmacro %}

{#
    The content of a rejected item as text, whatever form it was kept in.

    Args:
        record: SQL expression with fields `body` and `is_base64`.
#}
{% macro rejected_content(record) -%}
    if({{ record }}.is_base64, cast(try_to_binary({{ record }}.body, 'base64') as string), {{ record }}.body)
{%- endmacro %}

{#
    Query of the requests to forget somebody that the run performs, through Spark's JDBC catalog or, with a mart on
    ClickHouse, in a file. The join with it names no user in any statement, so none gets into a log.
#}
{% macro requested_erasures() -%}
    {%- if is_on_clickhouse() -%}
        {%- do run_query(
            "create or replace temporary view requested_erasures "
            "(erasure_id string, user_id string, source string, requested_at timestamp) "
            "using json options (path '/lake/erasures')"
        ) -%}
    {%- endif -%}
    select /*+ broadcast(erasures) */ erasure_id, user_id, source, requested_at
    from {{ 'requested_erasures' if is_on_clickhouse() else 'mart.landing.erasures' }} as erasures
{%- endmacro %}
