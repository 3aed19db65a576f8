{{
    config(
        unique_key=['user_id', 'entry_date'],
        indexes=[
            {'columns': ['user_id', 'funnel', 'entry_date'], 'unique': true},
            {'columns': ['funnel', 'entry_date', 'step_count']},
        ],
        meta={'touched': touched_journeys()},
    )
}}

{%- for funnel in funnel_names() %}
    {%- set steps = steps_of(funnel) %}
    select
        {{ text_literal(funnel) }} as funnel,
        step_1.user_id,
        step_1.entry_date,
        step_1.reached_at as entered_at,
        num_nonnulls(
            {% for step in steps %}
                step_{{ loop.index }}.reached_at{{ ',' if not loop.last }}
            {% endfor %}
        ) as step_count,
        step_{{ steps | length }}.reached_at as completed_at
    from (
        select
            user_id,
            event_date as entry_date,
            min(event_at) as reached_at
        from {{ ref('events') }}
        where user_id is not null and event_type = {{ text_literal(steps[0]) }}
        group by user_id, event_date
    ) as step_1
    {% for step in steps[1:] %}
        cross join lateral (
            select min(events.event_at) as reached_at
            from {{ ref('events') }} as events
            where
                events.user_id = step_1.user_id
                and events.event_type = {{ text_literal(step) }}
                -- one event is not two steps
                and events.event_at
                {{ '>' if step == steps[loop.index - 1] else '>=' }} step_{{ loop.index }}.reached_at
                and events.event_at <= step_1.reached_at + {{ window_of(funnel) }}
        ) as step_{{ loop.index + 1 }}
    {% endfor %}
    {{ 'union all' if not loop.last }}
{% endfor %}
