{{
    config(
        unique_key='session_date',
        meta={
            'order_by': ['session_date'],
            'touched':
                'select ' ~ date_of('session_started_at') ~ ' as session_date from incoming.sessions '
                ~ 'union distinct select event_date from incoming.events',
        },
    )
}}

select
    {{ date_of('session_started_at') }} as session_date,
    count(*) as session_count,
    count(distinct user_id) as user_count,
    {{ quotient('sum(event_count)', 'toInt64(count(*))', 2) }} as average_event_count,
    round(quantileExactInclusive(duration_seconds)) as median_duration_seconds
from {{ ref('sessions') }}
group by session_date
