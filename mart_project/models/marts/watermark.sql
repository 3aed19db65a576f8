{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change='append_new_columns',
        pre_hook=['{{ merge_incoming() }}', '{% if is_incremental() %}delete from {{ this }}{% endif %}'],
        grants={'select': ['eventmart_reader', 'eventmart_publisher']},
    )
}}

-- built last: its pre-hook merges the tables below, and updates the summaries among them in this order
-- depends_on: {{ ref('events') }}
-- depends_on: {{ ref('sessions') }}
-- depends_on: {{ ref('quarantine') }}
-- depends_on: {{ ref('users_daily') }}
-- depends_on: {{ ref('events_hourly') }}
-- depends_on: {{ ref('users') }}
-- depends_on: {{ ref('user_journeys') }}
-- depends_on: {{ ref('retention_weekly') }}
-- depends_on: {{ ref('daily_active_users') }}
-- depends_on: {{ ref('sessions_daily') }}
select
    complete_through,
    committed_at,
    run_id,
    batch_id,
    event_count,
    repeat_count,
    id_conflict_count,
    cast('{{ tables_definition() }}' as text) as tables_definition,
    cast('{{ summaries_definition() }}' as text) as summaries_definition
from {{ ref('stg_commits') }}
