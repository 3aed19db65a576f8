{{ config(severity='warn', tags=['audit']) }}

-- The API writes every line, so each should hold an envelope. A line that does not is left out of stg_events and
-- told here, with its file.
select
    input_file_name() as raw_file,
    line
from {{ source('raw', 'events') }}
where
    -- the blank lines that joining files leaves
    line != ''
    and get_json_object({{ envelope_json('line') }}, '$.event_id') is null
