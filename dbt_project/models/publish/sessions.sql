select * from {{ ref('fct_sessions') }}
