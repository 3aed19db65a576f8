{{ config(tags=['audit']) }}

-- No event is lost between raw.events and fct_events: each line is a row there, a repeat of a row, or unreadable (see
-- raw_lines_are_readable).
with lines as (

    select from_json({{ envelope_json('line') }}, 'event_id string, received_at timestamp') as envelope
    from {{ source('raw', 'events') }}
    where line != ''

),

flagged as (

    select
        envelope,
        envelope.event_id is null or envelope.received_at is null as is_unreadable
    from lines

),

raw_counts as (

    select
        count(*) as line_count,
        count_if(not is_unreadable) - count(distinct if(is_unreadable, null, envelope.event_id)) as repeat_count,
        count_if(is_unreadable) as unreadable_count
    from flagged
    -- later events belong to the next batch
    where
        is_unreadable
        or envelope.received_at <= timestamp '{{ table_state('fct_events')['complete_through'] or '9999-01-01' }}'

),

staged_counts as (

    select count(*) as staged_count from {{ ref('fct_events') }}

)

select
    raw_counts.line_count,
    staged_counts.staged_count,
    raw_counts.repeat_count,
    raw_counts.unreadable_count
from raw_counts
cross join staged_counts
where raw_counts.line_count != staged_counts.staged_count + raw_counts.repeat_count + raw_counts.unreadable_count
