{#
    SELECT that aggregates session days into sessions, with the columns of fct_sessions.

    Args:
        days: relation or CTE with the columns of int_sessions_by_day. It must hold every day of each session in it.
#}
{% macro add_up_sessions(days) -%}
    select
        session_id,
        user_id,
        session_started_at,
        max(last_event_at) as session_ended_at,
        unix_timestamp(max(last_event_at)) - unix_timestamp(session_started_at) as duration_seconds,
        sum(event_count) as event_count,
        min_by(first_event_type, event_date) as first_event_type,
        max_by(last_event_type, event_date) as last_event_type,
        min_by(first_referrer, event_date) filter (where first_referrer is not null) as first_referrer,
        max(changed_in) as changed_in
    from {{ days }}
    -- user_id and session_started_at depend on session_id: grouping by them is cheaper than min()
    group by session_id, user_id, session_started_at
{%- endmacro %}
