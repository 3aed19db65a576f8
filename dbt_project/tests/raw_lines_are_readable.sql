{{ config(severity='warn', tags=['audit']) }}

-- The API writes every line, so each should hold an envelope with an id and a time. stg_events skips a line that does
-- not. This test reports it with its file.
with lines as (

    select
        input_file_name() as raw_file,
        line,
        from_json({{ envelope_json('line') }}, 'event_id string, received_at timestamp') as envelope
    from {{ source('raw', 'events') }}
    -- joining files leaves blank lines
    where line != ''

)

select
    raw_file,
    line
from lines
where envelope.event_id is null or envelope.received_at is null
