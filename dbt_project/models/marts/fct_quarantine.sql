{{
    config(
        unique_key='quarantined_item_id',
        partition_by='rejected_date',
        meta={'publish': true, 'groups_batch': true},
    )
}}

with rejected as (

    select
        quarantined_item_id,
        rejected_at,
        source,
        reason,
        detail,
        body_bytes,
        is_base64,
        body,
        raw_file
    from {{ ref('stg_quarantine') }}
    union all
    select
        repeat_id as quarantined_item_id,
        received_at as rejected_at,
        source,
        reason,
        concat(
            'This source sent an event with the same id and other content, received at ', string(kept_received_at),
            ' UTC. Give each event an id of its own.'
        ) as detail,
        event_bytes as body_bytes,
        false as is_base64,
        event as body,
        raw_file
    from {{ ref('int_repeated_events') }}
    where reason = 'id_conflict'

)

select
    *,
    to_date(rejected_at) as rejected_date
from rejected
