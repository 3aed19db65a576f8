{{
    config(
        unique_key=['user_id', 'activity_date'],
        indexes=[
            {'columns': ['user_id', 'activity_date'], 'unique': true},
            {'columns': ['activity_date']},
        ],
    )
}}

select * from {{ ref('stg_users_daily') }}
