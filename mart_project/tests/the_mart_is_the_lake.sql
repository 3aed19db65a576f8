{{ config(tags=['audit']) }}

-- The mart holds as many events as the lake had when it was published. Its unique key rules out duplicates.
with counted as (

    select count(*) as mart_event_count from {{ ref('events') }}

)

select
    counted.mart_event_count,
    watermark.event_count as lake_event_count
from counted
cross join {{ ref('watermark') }} as watermark
where counted.mart_event_count != watermark.event_count
