select * from {{ ref('dim_users') }}
