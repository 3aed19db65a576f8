{{ config(materialized='view') }}

select
    user_id,
    min(first_event_at) as first_seen_at,
    max(last_event_at) as last_seen_at,
    sum(event_count) as event_count,
    sum(started_session_count) as session_count,
    count(*) as active_day_count,
    array_sort(collect_set(cast(date_trunc('week', event_date) as date))) as active_weeks,
    min_by(first_referrer, event_date) filter (where first_referrer is not null) as first_referrer,
    max(changed_in) as changed_in
from {{ ref('int_users_by_day') }}
group by user_id
