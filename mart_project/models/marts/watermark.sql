-- comes last, so that it never vouches for more than the other tables hold
-- depends_on: {{ ref('events') }}
-- depends_on: {{ ref('sessions') }}
-- depends_on: {{ ref('users') }}
-- depends_on: {{ ref('events_hourly') }}
-- depends_on: {{ ref('quarantine') }}
select
    complete_through,
    committed_at,
    run_id
from {{ ref('stg_commits') }}
