{{
    config(
        unique_key=['event_id', 'source'],
        indexes=[
            {'columns': ['event_id', 'source'], 'unique': true},
            {'columns': ['event_at']},
            {'columns': ['event_type', 'event_at']},
            {'columns': ['user_id', 'event_at']},
            {'columns': ['user_id', 'event_type', 'event_at']},
        ],
    )
}}

select * from {{ ref('stg_events') }}
