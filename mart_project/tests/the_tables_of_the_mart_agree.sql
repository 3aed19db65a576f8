{{ config(tags=['audit']) }}

-- Every table of the mart counts the same events: all events, or those of known users.
with all_counts as (

    select
        count(*) as event_count,
        count(user_id) as user_event_count
    from {{ ref('events') }}

),

table_counts as (

    {% for name in ['events_hourly', 'sessions', 'users_daily', 'users', 'daily_active_users'] %}
        select
            '{{ name }}' as table_name,
            coalesce(sum(event_count), 0) as table_event_count
        from {{ ref(name) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    table_counts.table_name,
    table_counts.table_event_count,
    all_counts.event_count,
    all_counts.user_event_count
from table_counts
cross join all_counts
where
    table_counts.table_event_count != case
        when table_counts.table_name = 'events_hourly' then all_counts.event_count
        else all_counts.user_event_count
    end
