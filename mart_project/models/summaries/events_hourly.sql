{{
    config(
        unique_key=['event_hour_at', 'event_type'],
        indexes=[
            {'columns': ['event_hour_at', 'event_type'], 'unique': true},
        ],
        meta={
            'touched':
                'select distinct ' ~ hour_of('event_at') ~ ' as event_hour_at, event_type from incoming.events',
            'parts': parts_of_events_hourly(),
        },
    )
}}

select
    {{ hour_of('event_at') }} as event_hour_at,
    event_type,
    count(*) as event_count,
    count(distinct user_id) as user_count
from {{ ref('events') }}
group by {{ hour_of('event_at') }}, event_type
