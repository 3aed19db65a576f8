{{ config(materialized='ephemeral') }}

{%- set batch = lake_batch() -%}

with parsed as (

    select
        line,
        from_json(
            line,
            'rejected_at timestamp, source string, reason string, detail string, body_bytes bigint, '
            || 'is_base64 boolean, body string'
        ) as record,
        input_file_name() as raw_file
    from {{ landed(source('raw', 'quarantine'), batch) }}
    -- joining files leaves blank lines
    where line != ''

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
    raw_file
from numbered
