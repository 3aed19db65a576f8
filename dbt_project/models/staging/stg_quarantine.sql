{{ config(materialized='appended', unique_key='quarantined_item_id', partition_by='ingest_date') }}

{%- set batch = lake_batch() -%}

with parsed as (

    select
        line,
        from_json(
            line,
            'rejected_at timestamp, source string, reason string, detail string, body_bytes bigint, '
            || 'is_base64 boolean, body string'
        ) as record,
        input_file_name() as raw_file,
        ingest_date
    from {{ source('raw', 'quarantine') }}
    -- joining files leaves blank lines
    where line != '' and {{ raw_partition_filter(batch) }}

),

numbered as (

    select
        *,
        -- a request may hold the same rejected item several times
        row_number() over (partition by line order by raw_file) as occurrence
    from parsed
    where {{ received_at_filter(batch, 'record.rejected_at') }}

)

select
    md5(concat_ws('|', line, occurrence)) as quarantined_item_id,
    record.*,
    raw_file,
    ingest_date
from numbered
