-- depends_on: {{ ref('commits') }}
with lake_days as (

    select
        event_date,
        count(*) as event_count
    from {{ ref('fct_events') }}
    where batch_id > {{ last_published_since() }}
    group by event_date

),

published_days as (

    select
        to_date(timestamp_micros(published.event_at)) as event_date,
        count(*) as event_count
    from mart.landing.events as published
    left semi join mart.landing.commits as commits on published.run_id = commits.run_id
    group by to_date(timestamp_micros(published.event_at))

)

select
    coalesce(lake_days.event_date, published_days.event_date) as event_date,
    lake_days.event_count as lake_event_count,
    published_days.event_count as published_event_count
from lake_days
full outer join published_days on lake_days.event_date = published_days.event_date
where lake_days.event_count is distinct from published_days.event_count
