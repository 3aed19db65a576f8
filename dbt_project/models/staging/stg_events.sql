{%- set batch = lake_batch() -%}

with split as (

    select
        input_file_name() as raw_file,
        {{ envelope_json('line') }} as envelope,
        {{ event_json('line') }} as event
    from {{ source('raw', 'events') }}
    -- joining files leaves blank lines
    where line != '' and {{ raw_partition_filter(batch) }}

),

parsed as (

    select
        raw_file,
        event,
        -- parsed separately, so that an event that Spark cannot parse keeps its envelope
        from_json(envelope, 'event_id string, received_at timestamp, source string, schema_error string') as envelope,
        from_json(
            event,
            '{{ json_paths_schema(
                var("event_type_paths") + var("event_time_paths") + var("user_id_paths") + var("referrer_paths")
            ) }}'
        ) as event_fields
    from split

),

located as (

    select
        {{ index_key('envelope.event_id') }} as event_id,
        envelope.received_at,
        envelope.source,
        envelope.schema_error,
        event,
        raw_file,
        {{ first_json_value('event_fields', var('event_type_paths')) }} as event_type,
        {{ parse_event_time(first_json_value('event_fields', var('event_time_paths'))) }} as stated_event_at,
        {{ first_json_value('event_fields', var('user_id_paths')) }} as user_id,
        {{ first_json_value('event_fields', var('referrer_paths')) }} as referrer
    from parsed
    where envelope.event_id is not null

),

timed as (

    select
        *,
        stated_event_at between timestamp '1970-01-01'
        and received_at + make_interval(0, 0, 0, 0, {{ var('future_tolerance_hours') }}) as is_plausible
    from located
    where {{ received_at_filter(batch) }}

),

ranked as (

    select
        *,
        row_number() over (partition by event_id order by received_at, event, raw_file) as reception
    from timed

)

select
    event_id,
    coalesce({{ index_key('event_type') }}, 'unknown') as event_type,
    if(is_plausible, stated_event_at, received_at) as event_at,
    not coalesce(is_plausible, false) as is_event_at_inferred,
    received_at,
    {{ index_key('user_id') }} as user_id,
    referrer,
    source,
    schema_error,
    event,
    raw_file
from ranked
where reception = 1
