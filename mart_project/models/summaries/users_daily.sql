{{
    config(
        unique_key=['user_id', 'activity_date'],
        indexes=[
            {'columns': ['user_id', 'activity_date'], 'unique': true},
            {'columns': ['activity_date']},
        ],
    )
}}

select
    user_id,
    event_date as activity_date,
    min(event_at) as first_event_at,
    max(event_at) as last_event_at,
    count(*) as event_count,
    count(*) filter (where is_session_start) as session_count
from {{ ref('events') }}
where user_id is not null
group by user_id, event_date
