{%- set staged = table_state('stg_events') -%}
{%- do require_all_events() -%}
{%- set is_new = batch_is_new() -%}
{%- set dates = dates_touched() if is_incremental() and is_new else [] -%}

with staged as (

    select
        staged.* except (reception, first_received_at, first_event_hash, reception_count),
        true as is_rewritten,
        cast(null as boolean) as was_session_start,
        cast(null as timestamp) as previous_session_started_at,
        cast({{ staged['batch_id'] or 0 }} as bigint) as changed_in
    from {{ ref('stg_events') }} as staged
    -- repeats and conflicts of ids are recorded before the events themselves, so that a killed run loses none
    -- depends_on: {{ ref('int_repeated_events') }}
    {%- if not is_incremental() %}
        where reception = 1
    {%- elif is_new %}
        where {{ is_new_to_lake() }}
    {%- else %}
        -- the table already holds this batch
        where false
    {%- endif %}

),

{% if is_incremental() %}
    stored as (

        select
            source,
            event_id,
            event_type,
            event_at,
            is_event_at_inferred,
            received_at,
            user_id,
            referrer,
            schema_error,
            event,
            event_hash,
            raw_file,
            event_date in ({{ date_list(dates) }}) as is_rewritten,
            is_session_start as was_session_start,
            session_started_at as previous_session_started_at,
            changed_in
        from {{ this }}
        where
            (
                event_date in ({{ date_list(dates) }})
                -- events of the evening before, whose session may continue
                or (
                    event_date in ({{ date_list(dates, shift=-1) }})
                    and event_at >= timestamp(date_add(event_date, 1)) - {{ session_gap() }}
                )
            )
            {%- if replayed_events() %}
                and not ({{ replayed_events() }})
            {%- endif %}

    ),
{% endif %}

events as (

    select * from staged
    {% if is_incremental() %}
        union all
        select * from stored
    {% endif %}

),

ordered as (

    select
        *,
        -- events without a user cannot be grouped, so each is its own partition
        lag(event_at) over (
            partition by user_id, if(user_id is null, event_id, null) order by event_at, event_id, source
        ) as previous_event_at
    from events

),

flagged as (

    select
        *,
        user_id is not null
        and (previous_event_at is null or event_at > previous_event_at + {{ session_gap() }}) as is_session_start
    from ordered

),

started as (

    select
        *,
        case
            when user_id is not null
                then last_value(
                    case
                        when not is_rewritten then previous_session_started_at
                        when is_session_start then event_at
                    end
                ) ignore nulls over (
                    partition by user_id, if(user_id is null, event_id, null) order by event_at, event_id, source
                    rows between unbounded preceding and current row
                )
        end as session_started_at
    from flagged

)

select /*+ rebalance(event_date) */
    source,
    event_id,
    xxhash64(source, event_id) as event_key,
    event_type,
    event_at,
    is_event_at_inferred,
    received_at,
    user_id,
    if(user_id is not null, md5(concat_ws('|', user_id, unix_micros(session_started_at))), null) as session_id,
    is_session_start,
    session_started_at,
    referrer,
    schema_error,
    event,
    event_hash,
    raw_file,
    if(
        is_session_start <=> was_session_start and session_started_at <=> previous_session_started_at,
        changed_in,
        cast({{ staged['batch_id'] or 0 }} as bigint)
    ) as changed_in,
    to_date(event_at) as event_date
from started
where is_rewritten
