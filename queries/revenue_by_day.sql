/*
description: >
  Orders, buyers and revenue by day and currency.
parameters:
  from:
    type: date
    description: First day. Without it, all days.
  to:
    type: date
    description: Last day. Without it, all days.
  currencies:
    type: text
    is_list: true
    description: Currencies. Without it, all of them.
*/
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
    and (:currencies is null or currency = any(:currencies))
order by order_date, currency
