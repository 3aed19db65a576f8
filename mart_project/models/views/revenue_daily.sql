select
    {{ date_of('ordered_at') }} as order_date,
    currency,
    count(*) as order_count,
    count(distinct user_id) as buyer_count,
    sum(amount) as revenue
from {{ source('published', 'orders') }}
group by {{ date_of('ordered_at') }}, currency
