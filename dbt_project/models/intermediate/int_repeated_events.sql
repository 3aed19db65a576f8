{{ config(unique_key='repeat_id', partition_by='received_date', meta={'groups_batch': true}) }}

{%- set dates = repeat_dates() %}

with stored as (

    select
        source,
        event_id,
        event_hash,
        received_at
    {%- if dates %}
        from {{ lake_table('fct_events') }}
        where event_date in ({{ date_list(dates) }})
    {%- else %}
        from {{ ref('stg_events') }}
        where false
    {%- endif %}

),

receptions as (

    select
        staged.source,
        staged.event_id,
        staged.received_at,
        staged.event_at,
        staged.event,
        staged.event_hash,
        staged.raw_file,
        coalesce(stored.event_hash, staged.first_event_hash) as kept_hash,
        coalesce(stored.received_at, staged.first_received_at) as kept_received_at,
        -- a request may hold the same event several times
        row_number() over (
            partition by staged.source, staged.event_id, staged.received_at, staged.event_hash
            order by staged.reception
        ) as occurrence
    from {{ ref('stg_events') }} as staged
    left join stored on staged.source = stored.source and staged.event_id = stored.event_id
    where staged.reception_count > 1 or stored.event_id is not null or {{ is_expired('staged.event_at') }}

),

compared as (

    select
        *,
        -- the event itself, which may have been read before
        occurrence = 1 and event_hash = kept_hash and received_at = kept_received_at as is_event
    from receptions

)

select
    {{ repeat_id('occurrence') }} as repeat_id,
    case when is_event then 'expired' when event_hash = kept_hash then 'repeat' else 'id_conflict' end as reason,
    source,
    event_id,
    received_at,
    kept_received_at,
    octet_length(event) as event_bytes,
    -- as much as quarantine keeps of an item
    if(event_hash = kept_hash, null, left(event, 65536)) as event,
    raw_file,
    to_date(received_at) as received_date
from compared
where not is_event or {{ is_expired('event_at') }}
