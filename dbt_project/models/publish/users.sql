with changed as (

    select distinct user_id from {{ ref('int_users_by_day') }}
    where changed_in > {{ published_since() }}

)

select
    dim_users.user_id,
    dim_users.first_seen_at,
    dim_users.last_seen_at,
    dim_users.event_count,
    dim_users.session_count,
    dim_users.active_day_count,
    dim_users.first_referrer
from {{ ref('dim_users') }} as dim_users
left semi join changed on dim_users.user_id = changed.user_id
