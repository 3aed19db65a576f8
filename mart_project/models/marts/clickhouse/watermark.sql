{{ config(materialized='generation') }}

-- its materialization merges the rows of the run, of these models and of the published tables that need none
-- depends_on: {{ ref('events') }}
-- depends_on: {{ ref('sessions') }}
select
    complete_through,
    committed_at,
    run_id,
    batch_id,
    event_count,
    repeat_count,
    id_conflict_count
from {{ ref('stg_commits') }}
