-- the goal is the last step of the funnel
select
    visitors.first_referrer,
    count(*) as user_count,
    sum(visitors.session_count)::bigint as session_count,
    sum(visitors.event_count)::bigint as event_count,
    count(*) filter (where journeys.is_converted) as converted_user_count,
    round(count(*) filter (where journeys.is_converted)::numeric / count(*), 4) as conversion_rate
from {{ ref('users') }} as visitors
inner join {{ ref('user_journeys') }} as journeys on visitors.user_id = journeys.user_id
group by visitors.first_referrer
