-- comes last, because it depends on all that the run publishes
-- depends_on: {{ ref('events') }}
-- depends_on: {{ ref('sessions') }}
-- depends_on: {{ ref('users') }}
-- depends_on: {{ ref('events_hourly') }}
-- depends_on: {{ ref('quarantine') }}
select
    current_timestamp() as committed_at,
    {{ complete_through() }} as complete_through
