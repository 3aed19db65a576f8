{{
    config(
        unique_key=['user_id', 'entry_date'],
        meta={
            'order_by': ['user_id', 'funnel', 'entry_date'],
            'touched': touched_journeys(),
        },
    )
}}

-- noqa: disable=LT02,LT05
{%- for funnel in funnel_names() %}
    {%- set steps = steps_of(funnel) %}
    select
        {{ text_literal(funnel) }} as funnel,
        user_id,
        entry_date,
        reached_1 as entered_at,
        toInt32(
            1 {%- for step in steps[1:] %} + isNotNull(reached_{{ loop.index + 1 }}){% endfor %}
        ) as step_count,
        toNullable(reached_{{ steps | length }}) as completed_at
    from (
        select
            entries.user_id as user_id,
            entries.entry_date as entry_date,
            entries.entered_at as reached_1
            {%- for step in steps[1:] %},
                arrayFirstOrNull(
                    passed ->
                        -- one event is not two steps
                        coalesce(
                            passed {{ '>' if step == steps[loop.index - 1] else '>=' }} reached_{{ loop.index }}, false
                        )
                        and passed <= entries.entered_at + {{ window_of(funnel) }},
                    moments.of_step_{{ loop.index + 1 }}
                ) as reached_{{ loop.index + 1 }}
            {%- endfor %}
        from (
            select
                assumeNotNull(events.user_id) as user_id,
                event_date as entry_date,
                min(event_at) as entered_at
            from {{ ref('events') }} as events
            where events.user_id is not null and event_type = {{ text_literal(steps[0]) }}
            group by events.user_id, event_date
        ) as entries
        inner join (
            select
                assumeNotNull(events.user_id) as user_id
                {%- for step in steps[1:] %},
                    arraySort(groupArrayIf(event_at, event_type = {{ text_literal(step) }})) as of_step_{{ loop.index + 1 }}
                {%- endfor %}
            from {{ ref('events') }} as events
            where
                events.user_id is not null
                and event_type in ({% for step in steps %}{{ text_literal(step) }}{{ ', ' if not loop.last }}{% endfor %})
            group by events.user_id
        ) as moments
            on entries.user_id = moments.user_id
    )
    {{ 'union all' if not loop.last }}
{% endfor %}
