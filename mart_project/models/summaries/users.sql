{{
    config(
        unique_key='user_id',
        indexes=[
            {'columns': ['user_id'], 'unique': true},
            {'columns': ['event_count desc', 'user_id']},
        ],
    )
}}

select
    user_id,
    min(first_event_at) as first_seen_at,
    max(last_event_at) as last_seen_at,
    sum(event_count)::bigint as event_count,
    sum(session_count)::bigint as session_count,
    count(*) as active_day_count,
    array_agg(distinct date_trunc('week', activity_date::timestamp)::date) as active_weeks,
    (array_agg(first_referrer order by activity_date) filter (where first_referrer is not null))[1] as first_referrer
from {{ ref('users_daily') }}
group by user_id
