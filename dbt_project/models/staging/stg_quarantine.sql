with parsed as (

    select
        from_json(
            line,
            'rejected_at timestamp, source string, reason string, detail string, body_bytes bigint, '
            || 'is_base64 boolean, body string'
        ) as record,
        input_file_name() as raw_file,
        row_number() over (partition by input_file_name() order by line) as item_number
    from {{ source('raw', 'quarantine') }}

)

select
    md5(concat_ws('|', raw_file, item_number)) as quarantined_item_id,
    record.rejected_at,
    record.source,
    record.reason,
    record.detail,
    record.body_bytes,
    record.is_base64,
    record.body,
    raw_file
from parsed
