{{
    config(
        unique_key='user_id',
        indexes=[
            {'columns': ['user_id'], 'unique': true},
        ],
    )
}}

select * from {{ ref('stg_users') }}
