{{
    config(
        unique_key=['event_hour_at', 'event_type'],
        indexes=[
            {'columns': ['event_hour_at', 'event_type'], 'unique': true},
        ],
    )
}}

select * from {{ ref('stg_events_hourly') }}
