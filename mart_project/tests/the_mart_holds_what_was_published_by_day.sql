with published_days as (

    select
        (published.event_at at time zone 'UTC')::date as event_date,
        count(*) as event_count,
        count(merged.event_id) as merged_event_count
    from {{ ref('stg_events') }} as published
    left join {{ ref('events') }} as merged
        on
            published.event_id = merged.event_id
            and published.source = merged.source
            and published.event_at = merged.event_at
    group by (published.event_at at time zone 'UTC')::date

)

select * from published_days
where event_count != merged_event_count
