{{
    config(
        materialized='incremental',
        incremental_strategy='insert_overwrite',
        partition_by='ingest_date',
        pre_hook='{{ begin_writing() }}',
    )
}}

{%- set begin = table_state('stg_quarantine')['complete_through'] if is_incremental() else none -%}
{%- set days -%}
    -- whole days, whose rows replace those that were found so far
    ingest_date >= cast(
        to_date(
            least(
                timestamp '{{ begin or '1970-01-02' }}',
                timestamp '{{ lake_batch()['read_from'] or '1970-01-02' }}'
            ) - interval 1 hour
        ) as string
    )
{%- endset -%}

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
        and {{ days }}

),

found as (

    select
        md5(concat_ws('|', line, occurrence)) as quarantined_item_id,
        record.*,
        raw_file,
        cast({{ lake_batch()['batch_id'] or 0 }} as bigint) as changed_in,
        ingest_date
    from parsed

),

stored as (

    select
        quarantined_item_id,
        raw_file,
        changed_in
    from {{ this if is_incremental() else 'found' }}
    where {{ days if is_incremental() else 'false' }}

)

select
    found.quarantined_item_id,
    found.rejected_at,
    found.source,
    found.reason,
    found.detail,
    found.body_bytes,
    found.is_base64,
    found.body,
    -- what was there before is not published again
    coalesce(stored.raw_file, found.raw_file) as raw_file,
    coalesce(stored.changed_in, found.changed_in) as changed_in,
    found.ingest_date
from found
left join stored on found.quarantined_item_id = stored.quarantined_item_id
