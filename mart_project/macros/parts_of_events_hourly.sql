{#
    Query of the events that may count differently in `events_hourly` after a run: those of the users who come in, in their
    hours and of their types, because a user counts once; and of events without a user, these alone.
#}
{% macro parts_of_events_hourly() -%}
    {%- set events = api.Relation.create(schema='mart', identifier='events') -%}
    select found.event_at, found.event_type, found.user_id
    from (
        select distinct {{ hour_of('event_at') }} as event_hour_at, event_type, user_id
        from incoming.events
        where user_id is not null
    ) as touched
    cross join lateral (
        select stored.event_at, stored.event_type, stored.user_id
        from {{ events }} as stored
        where
            {{ hour_of('stored.event_at') }} = touched.event_hour_at
            and stored.event_type = touched.event_type
            and stored.user_id = touched.user_id
        {{ computed_for_each_row() }}
    ) as found
    union all
    select stored.event_at, stored.event_type, stored.user_id
    from incoming.events as sent
    inner join {{ events }} as stored on sent.event_id = stored.event_id and sent.source = stored.source
    where stored.user_id is null
{%- endmacro %}
