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
        row_number() over (partition by line order by input_file_name()) as occurrence
    from {{ source('raw', 'quarantine') }}
    -- the blank lines that joining files leaves
    where line != ''

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
    raw_file
from parsed
