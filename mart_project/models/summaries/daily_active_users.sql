{{ config(unique_key='activity_date', indexes=[{'columns': ['activity_date'], 'unique': true}]) }}

select
    (event_at at time zone 'UTC')::date as activity_date,
    count(distinct user_id) as active_user_count,
    count(*) as event_count
from {{ ref('events') }}
where user_id is not null
group by (event_at at time zone 'UTC')::date
