{{
    config(
        unique_key='session_date',
        indexes=[{'columns': ['session_date'], 'unique': true}],
        meta={
            'touched':
                'select ' ~ date_of('session_started_at') ~ ' as session_date from incoming.sessions '
                ~ 'union select event_date from incoming.events',
        },
    )
}}

select
    {{ date_of('session_started_at') }} as session_date,
    count(*) as session_count,
    count(distinct user_id) as user_count,
    round(avg(event_count), 2) as average_event_count,
    round(percentile_cont(0.5) within group (order by duration_seconds)) as median_duration_seconds
from {{ ref('sessions') }}
group by {{ date_of('session_started_at') }}
