{{ config(materialized='view') }}

{{ add_up_sessions(ref('int_sessions_by_day')) }}
