{{
    config(
        materialized='incremental',
        incremental_strategy='insert_overwrite',
        partition_by='ingest_date',
        pre_hook='{{ begin_writing() }}',
    )
}}

{%- set begin = table_state('stg_quarantine')['complete_through'] if is_incremental() else none -%}
{%- set complete_through = lake_batch()['complete_through'] -%}
{%- set days -%}
    -- whole days, because a run replaces whole partitions
    ingest_date >= cast(
        to_date(
            least(
                timestamp '{{ begin or '1970-01-02' }}',
                timestamp '{{ lake_batch()['read_from'] or '1970-01-02' }}'
            ) - interval 1 hour
        ) as string
    )
    {%- if complete_through %}
        -- later days belong to a later batch
        and ingest_date <= cast(to_date(timestamp '{{ complete_through }}') as string)
    {%- endif %}
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
        -- a request may hold the same rejected item several times
        row_number() over (partition by line order by input_file_name()) as occurrence,
        ingest_date
    from {{ source('raw', 'quarantine') }}
    -- joining files leaves blank lines
    where
        line != ''
        and {{ days }}

),

items as (

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
    from {{ this if is_incremental() else 'items' }}
    where {{ days if is_incremental() else 'false' }}

)

select
    items.quarantined_item_id,
    items.rejected_at,
    items.source,
    items.reason,
    items.detail,
    items.body_bytes,
    items.is_base64,
    items.body,
    -- a stored item keeps its batch, so that it is not published again
    coalesce(stored.raw_file, items.raw_file) as raw_file,
    coalesce(stored.changed_in, items.changed_in) as changed_in,
    items.ingest_date
from items
left join stored on items.quarantined_item_id = stored.quarantined_item_id
