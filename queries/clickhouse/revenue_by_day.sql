select
    order_date,
    currency,
    order_count,
    buyer_count,
    revenue
from revenue_daily
where
    (:from is null or order_date >= :from)
    and (:to is null or order_date <= :to)
    and (:currencies is null or currency in :currencies)
order by all
