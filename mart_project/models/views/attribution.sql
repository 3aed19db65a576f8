-- The goal is the last step of the funnel.
with goals as (

    select distinct user_id
    from {{ ref('events') }}
    where event_type = '{{ var('funnel_steps')[-1] }}'

)

select
    visitors.first_referrer,
    count(*) as user_count,
    sum(visitors.session_count)::bigint as session_count,
    sum(visitors.event_count)::bigint as event_count,
    count(goals.user_id) as converted_user_count,
    round(count(goals.user_id)::numeric / count(*), 4) as conversion_rate
from {{ ref('users') }} as visitors
left join goals on visitors.user_id = goals.user_id
group by visitors.first_referrer
