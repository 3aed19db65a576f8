select * from {{ ref('fct_events') }}
