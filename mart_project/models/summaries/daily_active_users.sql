{{ config(unique_key='activity_date', indexes=[{'columns': ['activity_date'], 'unique': true}]) }}

select
    activity_date,
    count(*) as active_user_count,
    sum(event_count)::bigint as event_count
from {{ ref('users_daily') }}
group by activity_date
