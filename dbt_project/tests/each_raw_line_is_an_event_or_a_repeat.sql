-- Nothing goes missing on the way from raw.events to stg_events: each line is a row there, or repeats one, or holds no
-- event, which raw_lines_are_readable tells.
with lines as (

    select get_json_object({{ envelope_json('line') }}, '$.event_id') as event_id
    from {{ source('raw', 'events') }}
    where line != ''

),

raw_counts as (

    select
        count(*) as line_count,
        count(event_id) - count(distinct event_id) as repeat_count,
        count_if(event_id is null) as unreadable_count
    from lines

),

staged_counts as (

    select count(*) as staged_count from {{ ref('stg_events') }}

)

select
    raw_counts.line_count,
    staged_counts.staged_count,
    raw_counts.repeat_count,
    raw_counts.unreadable_count
from raw_counts
cross join staged_counts
where raw_counts.line_count != staged_counts.staged_count + raw_counts.repeat_count + raw_counts.unreadable_count
