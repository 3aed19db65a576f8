{{
    config(
        unique_key='user_id',
        indexes=[
            {'columns': ['user_id'], 'unique': true},
            {'columns': ['event_count desc', 'user_id']},
        ],
    )
}}

select * from {{ ref('stg_users') }}
