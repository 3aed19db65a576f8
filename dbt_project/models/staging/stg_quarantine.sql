{{
    config(
        materialized='incremental',
        incremental_strategy='insert_overwrite',
        partition_by='ingest_date',
        pre_hook='{{ begin_writing() }}',
    )
}}

{%- set begin = table_state('stg_quarantine')['complete_through'] if is_incremental() else none -%}

with parsed as (

    select
        line,
        from_json(
            line,
            'rejected_at timestamp, source string, reason string, detail string, body_bytes bigint, '
            || 'is_base64 boolean, body string'
        ) as record,
        input_file_name() as raw_file,
        -- the same item may be sent, and rejected, any number of times within a request
        row_number() over (partition by line order by input_file_name()) as occurrence,
        ingest_date
    from {{ source('raw', 'quarantine') }}
    -- the blank lines that joining files leaves
    where
        line != ''
        -- whole days, whose rows replace those that were found so far
        and ingest_date >= cast(
            to_date(
                least(
                    timestamp '{{ begin or '1970-01-02' }}',
                    timestamp '{{ lake_batch()['read_from'] or '1970-01-02' }}'
                ) - interval 1 hour
            ) as string
        )

)

select
    md5(concat_ws('|', line, occurrence)) as quarantined_item_id,
    record.rejected_at,
    record.source,
    record.reason,
    record.detail,
    record.body_bytes,
    record.is_base64,
    record.body,
    raw_file,
    cast({{ lake_batch()['batch_id'] or 0 }} as bigint) as changed_in,
    ingest_date
from parsed
