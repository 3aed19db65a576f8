{{
    config(
        indexes=[
            {'columns': ['session_id'], 'unique': true},
            {'columns': ['session_started_at']},
            {'columns': ['user_id']},
        ],
    )
}}

select * from {{ ref('stg_sessions') }}
