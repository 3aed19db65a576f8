-- depends_on: {{ ref('commits') }}
with last_commit as (

    select
        max_by(run_id, committed_at) as run_id,
        max_by(since_batch_id, committed_at) as since_batch_id
    from mart.landing.commits

),

lake_days as (

    select
        changed.event_date,
        count(*) as event_count
    from {{ ref('fct_events') }} as changed
    inner join last_commit on changed.changed_in > last_commit.since_batch_id
    where {{ on_changed_dates(last_published_since()) }}
    group by changed.event_date

),

published_days as (

    select
        to_date(published.event_at) as event_date,
        count(*) as event_count
    from mart.landing.events as published
    inner join last_commit on published.run_id = last_commit.run_id
    group by to_date(published.event_at)

)

select
    coalesce(lake_days.event_date, published_days.event_date) as event_date,
    lake_days.event_count as lake_event_count,
    published_days.event_count as published_event_count
from lake_days
full outer join published_days on lake_days.event_date = published_days.event_date
where lake_days.event_count is distinct from published_days.event_count
