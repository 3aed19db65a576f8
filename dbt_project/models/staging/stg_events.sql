{%- set batch = lake_batch() -%}

with split as (

    select
        input_file_name() as raw_file,
        -- increases from line to line of a file
        monotonically_increasing_id() as line_number,
        {{ envelope_json('line') }} as envelope,
        {{ event_json('line') }} as event
    from {{ landed(source('raw', 'events'), batch) }}
    -- joining files leaves blank lines
    where line != '' and {{ is_line_needed(batch) }}

),

characters as (

    select
        *,
        {{ whole_characters('event') }} as legible
    from split

),

parsed as (

    select
        raw_file,
        line_number,
        event,
        legible,
        -- parsed separately, so that an event that Spark cannot parse keeps its envelope
        from_json(envelope, 'event_id string, received_at timestamp, source string, schema_error string') as envelope,
        from_json(legible, '{{ event_fields_schema() }}') as event_fields
    from characters

),

found as (

    select
        envelope,
        event,
        raw_file,
        line_number,
        {{ first_json_value('event_fields', 'legible', var('event_type_paths')) }} as event_type,
        {{ first_json_value('event_fields', 'legible', var('event_time_paths')) }} as event_time,
        {{ first_json_value('event_fields', 'legible', var('user_id_paths')) }} as user_text,
        {{ first_json_value('event_fields', 'legible', var('page_url_paths')) }} as page_url,
        {{ first_json_value('event_fields', 'legible', var('referrer_paths')) }} as referrer
    from parsed
    where envelope.event_id is not null

),

located as (

    select
        {{ index_key("coalesce(envelope.source, 'anonymous')") }} as source,
        {{ index_key('envelope.event_id') }} as event_id,
        envelope.received_at,
        envelope.schema_error,
        event,
        xxhash64(event) as event_hash,
        raw_file,
        line_number,
        event_type,
        {{ parse_event_time('event_time') }} as stated_event_at,
        {{ plain_number('user_text') }} as user_id,
        page_url,
        referrer
    from found

),

timed as (

    select
        *,
        {{ is_plausible('stated_event_at', 'received_at') }} as is_plausible
    from located
    where {{ received_at_filter(batch) }}

)

select
    source,
    event_id,
    xxhash64(source, event_id) as event_key,
    coalesce({{ index_key('event_type') }}, 'unknown') as event_type,
    if(is_plausible, stated_event_at, received_at) as event_at,
    not coalesce(is_plausible, false) as is_event_at_inferred,
    received_at,
    {{ index_key('user_id') }} as user_id,
    page_url,
    referrer,
    schema_error,
    event,
    event_hash,
    raw_file,
    row_number() over receptions as reception,
    first_value(received_at) over receptions as first_received_at,
    first_value(event_hash) over receptions as first_event_hash,
    count(*) over (partition by source, event_id) as reception_count
from timed
window receptions as (partition by source, event_id order by received_at, raw_file, line_number)
