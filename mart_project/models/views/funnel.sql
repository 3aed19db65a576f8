-- A user is at a step who has done all steps before it, in order.
with
{% for step in var('funnel_steps') %}

    step_{{ loop.index }} as (

        select
            events.user_id,
            min(events.event_at) as reached_at
        from {{ ref('events') }} as events
        {% if not loop.first -%}
            inner join step_{{ loop.index - 1 }} as previous
                on events.user_id = previous.user_id and events.event_at >= previous.reached_at
        {% endif -%}
        where
            events.event_type = '{{ step }}'
            and events.user_id is not null
        group by events.user_id

    ),

{% endfor %}
counted as (

    {% for step in var('funnel_steps') %}
        select
            {{ loop.index }} as step_number,
            '{{ step }}' as event_type,
            count(*) as user_count
        from step_{{ loop.index }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    step_number,
    event_type,
    user_count,
    round(user_count::numeric / nullif(first_value(user_count) over step_order, 0), 4) as share_of_first_step,
    round(user_count::numeric / nullif(lag(user_count) over step_order, 0), 4) as share_of_previous_step
from counted
window step_order as (order by step_number)
