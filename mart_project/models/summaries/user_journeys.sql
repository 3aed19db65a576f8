{{
    config(
        unique_key='user_id',
        indexes=[
            {'columns': ['user_id'], 'unique': true},
            {'columns': ['funnel_step_count']},
        ],
    )
}}

{%- set steps = var('funnel_steps') %}

select
    visitors.user_id,
    num_nonnulls(
        {% for step in steps %}
            step_{{ loop.index }}.reached_at{{ ',' if not loop.last }}
        {% endfor %}
    ) as funnel_step_count,
    goal.reached_at is not null as is_converted
from {{ ref('users') }} as visitors
{% for step in steps %}
    cross join lateral (
        select min(events.event_at) as reached_at
        from {{ ref('events') }} as events
        where
            events.user_id = visitors.user_id
            and events.event_type = {{ text_literal(step) }}
            {% if not loop.first %}
                and events.event_at >= step_{{ loop.index - 1 }}.reached_at
            {% endif %}
    ) as step_{{ loop.index }}
{% endfor %}
cross join lateral (
    select min(events.event_at) as reached_at
    from {{ ref('events') }} as events
    where
        events.user_id = visitors.user_id
        and events.event_type = {{ text_literal(steps[-1]) }}
) as goal
