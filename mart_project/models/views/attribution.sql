-- A user counts for its first visit, also if that was a direct one.
select
    {{ date_of('first_seen_at') }} as first_seen_date,
    first_channel as channel,
    first_origin as origin,
    count(*) as user_count,
    sum(session_count)::bigint as session_count,
    sum(event_count)::bigint as event_count,
    count(converted_at) as converted_user_count,
    {{ share_of('count(converted_at)', 'count(*)') }} as conversion_rate
from {{ ref('users') }}
group by {{ date_of('first_seen_at') }}, first_channel, first_origin
