{{ config(unique_key=['source', 'order_id'], meta={'publish': true}) }}

select
    source,
    event_id as order_id,
    user_id,
    event_at as ordered_at,
    try_cast(get_json_object(event, '$.price') as decimal(18, 2)) as amount,
    get_json_object(event, '$.currency') as currency,
    event_date
from {{ ref('fct_events') }}
where event_type = 'purchase'
