{{ config(tags=['audit']) }}

-- No event is lost between raw.events and fct_events: each line is a row there, a repeat, a conflict of ids, older than
-- events are kept, or unreadable (see raw_lines_are_readable).
with lines as (

    select from_json({{ envelope_json('line') }}, 'event_id string, received_at timestamp') as envelope
    from {{ source('raw', 'events') }}
    where line != ''

),

flagged as (

    select
        envelope.received_at,
        envelope.event_id is null or envelope.received_at is null as is_unreadable
    from lines

),

raw_counts as (

    select
        count(*) as line_count,
        count_if(is_unreadable) as unreadable_count
    from flagged
    -- later events belong to the next batch
    where
        is_unreadable
        or (
            received_at <= timestamp '{{ tables_complete_through() or '9999-01-01' }}'
            and {{ is_raw_kept('received_at') }}
        )

),

event_counts as (

    select count(*) as event_count from {{ ref('fct_events') }}
    where {{ is_raw_kept('received_at') }}

),

repeat_counts as (

    select
        count_if(reason = 'repeat') as repeat_count,
        count_if(reason = 'id_conflict') as id_conflict_count,
        count_if(reason = 'expired') as expired_count
    from {{ ref('int_repeated_events') }}
    where {{ is_raw_kept('received_at') }}

)

select
    raw_counts.line_count,
    event_counts.event_count,
    repeat_counts.repeat_count,
    repeat_counts.id_conflict_count,
    repeat_counts.expired_count,
    raw_counts.unreadable_count
from raw_counts
cross join event_counts
cross join repeat_counts
where
    raw_counts.line_count
    != event_counts.event_count
    + repeat_counts.repeat_count
    + repeat_counts.id_conflict_count
    + repeat_counts.expired_count
    + raw_counts.unreadable_count
