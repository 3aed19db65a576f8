{{ config(severity='warn', tags=['audit']) }}

-- The API writes every line, so each should hold an envelope with an id and a time. A line that does not is left out
-- of stg_events and told here, with its file.
with lines as (

    select
        input_file_name() as raw_file,
        line,
        from_json({{ envelope_json('line') }}, 'event_id string, received_at timestamp') as envelope
    from {{ source('raw', 'events') }}
    -- the blank lines that joining files leaves
    where line != ''

)

select
    raw_file,
    line
from lines
where envelope.event_id is null or envelope.received_at is null
