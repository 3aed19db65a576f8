{{ config(unique_key=['source', 'event_id'], meta={'publish': true, 'look_up': 'repeat_dates'}) }}

-- built after the repeats and the conflicts of ids, so that a killed run loses none of them
-- depends_on: {{ ref('int_repeated_events') }}
select
    source,
    event_id,
    event_key,
    event_type,
    event_at,
    is_event_at_inferred,
    received_at,
    user_id,
    page_url,
    referrer,
    schema_error,
    event,
    event_hash,
    {{ is_unsafe_for_jsonb('event') }} as is_unsafe_for_jsonb,
    raw_file,
    to_date(event_at) as event_date
from {{ ref('stg_events') }}
where reception = 1 and not {{ is_expired('event_at') }}
