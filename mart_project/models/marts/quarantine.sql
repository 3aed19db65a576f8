{{
    config(
        unique_key='quarantined_item_id',
        indexes=[
            {'columns': ['quarantined_item_id'], 'unique': true},
        ],
    )
}}

select * from {{ ref('stg_quarantine') }}
