{{
    config(
        unique_key='session_id',
        indexes=[
            {'columns': ['session_id'], 'unique': true},
            {'columns': ['session_started_at']},
            {'columns': ['user_id', 'session_started_at']},
            {'columns': ["((session_started_at at time zone 'UTC')::date)"]},
        ],
    )
}}

select * from {{ ref('stg_sessions') }}
