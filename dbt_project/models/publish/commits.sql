-- depends on every other publish model, so that it is built last
-- depends_on: {{ ref('events') }}
-- depends_on: {{ ref('quarantine') }}
{%- do check_lake() -%}
{%- set state = lake_state() -%}
{%- set complete_through = state.get('complete_through') %}

select
    current_timestamp() as committed_at,
    cast({{ "'" ~ complete_through ~ "'" if complete_through else 'null' }} as timestamp) as complete_through,
    cast({{ state.get('batch_id', 0) }} as bigint) as batch_id,
    cast({{ published_since() }} as bigint) as since_batch_id,
    cast({{ state.get('event_count', 0) }} as bigint) as event_count,
    cast({{ state.get('repeat_count', 0) }} as bigint) as repeat_count,
    cast({{ state.get('id_conflict_count', 0) }} as bigint) as id_conflict_count
