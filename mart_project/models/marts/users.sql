{{
    config(
        indexes=[
            {'columns': ['user_id'], 'unique': true},
        ],
    )
}}

select * from {{ ref('stg_users') }}
