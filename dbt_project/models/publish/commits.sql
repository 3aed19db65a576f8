-- depends on every other publish model, so that it is built last
-- depends_on: {{ ref('events') }}
-- depends_on: {{ ref('sessions') }}
-- depends_on: {{ ref('users_daily') }}
-- depends_on: {{ ref('events_hourly') }}
-- depends_on: {{ ref('quarantine') }}
{%- do check_lake() -%}
{%- set state = table_state('fct_events') -%}
{%- set complete_through = state['complete_through'] %}

with repeats as (

    select
        count_if(reason = 'repeat') as repeat_count,
        count_if(reason = 'id_conflict') as id_conflict_count
    from {{ ref('int_repeated_events') }}

)

select
    current_timestamp() as committed_at,
    cast({{ "'" ~ complete_through ~ "'" if complete_through else 'null' }} as timestamp) as complete_through,
    cast({{ state['batch_id'] or 0 }} as bigint) as batch_id,
    cast({{ published_since() }} as bigint) as since_batch_id,
    (select count(*) from {{ ref('fct_events') }}) as event_count,
    repeat_count,
    id_conflict_count
from repeats
