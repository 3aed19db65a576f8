{{
    config(
        incremental_strategy='append',
        partition_by=none,
        pre_hook=['{{ begin_writing() }}', '{{ forget_replayed() }}'],
    )
}}

{%- do require_all_events() -%}
{%- set dates = repeat_dates() %}

with stored as (

    select
        source,
        event_id,
        event_hash,
        received_at
    {%- if dates %}
        from {{ fct_events_table() }}
        where
            event_date in ({{ date_list(dates) }})
            {%- if replayed_events() %}
                and not ({{ replayed_events() }})
            {%- endif %}
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
    where staged.reception_count > 1 or stored.event_id is not null

),

repeated as (

    select
        md5(concat_ws('|', source, event_id, unix_micros(received_at), event_hash, occurrence)) as repeat_id,
        if(event_hash = kept_hash, 'repeat', 'id_conflict') as reason,
        source,
        event_id,
        received_at,
        kept_received_at,
        octet_length(event) as event_bytes,
        -- as much as quarantine keeps of an item
        if(event_hash = kept_hash, null, left(event, 65536)) as event,
        raw_file,
        cast({{ table_state('stg_events')['batch_id'] or 0 }} as bigint) as changed_in
    from receptions
    -- all but the event itself, which may have been read before
    where not (occurrence = 1 and event_hash = kept_hash and received_at = kept_received_at)

)

select * from repeated
{%- if is_incremental() %}
    where not exists (
        select 1 from {{ this }} as earlier
        where earlier.repeat_id = repeated.repeat_id
    )
{%- endif %}
