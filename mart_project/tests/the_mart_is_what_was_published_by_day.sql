with published_days as (

    select
        (event_at at time zone 'UTC')::date as event_date,
        count(*) as event_count
    from {{ ref('stg_events') }}
    group by (event_at at time zone 'UTC')::date

),

mart_days as (

    select
        (event_at at time zone 'UTC')::date as event_date,
        count(*) as event_count
    from {{ ref('events') }}
    group by (event_at at time zone 'UTC')::date

)

select
    coalesce(published_days.event_date, mart_days.event_date) as event_date,
    published_days.event_count as published_event_count,
    mart_days.event_count as mart_event_count
from published_days
full outer join mart_days on published_days.event_date = mart_days.event_date
where published_days.event_count is distinct from mart_days.event_count
