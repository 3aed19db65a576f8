{#
    SQL condition on the partitions of raw.events: those whose files may hold events of a batch.

    A file is in the partition of the hour in which it was created, and may hold events received in the following hour.
    See received_at_filter().

    Args:
        batch: the result of lake_batch().
#}
{% macro raw_partition_filter(batch) -%}
    {%- if not batch['read_from'] -%}
        true
    {%- else -%}
        (
            {{ partitions_since(batch['read_from']) }}
            {%- if batch['replayed'] %}
                or (
                    {{ partitions_since(var('replay_from')) }}
                    and ingest_date <= cast(to_date(timestamp '{{ var('replay_to') }}') as string)
                )
            {%- endif %}
        )
    {%- endif -%}
{%- endmacro %}

{% macro partitions_since(moment) -%}
    {%- set at = modules.datetime.datetime.fromisoformat(moment) -%}
    {%- set at = at.astimezone(modules.pytz.utc) if at.tzinfo else at -%}
    {%- set first = at - modules.datetime.timedelta(hours=1) -%}
    (
        ingest_date > '{{ first.strftime('%Y-%m-%d') }}'
        or (ingest_date = '{{ first.strftime('%Y-%m-%d') }}' and ingest_hour >= '{{ first.strftime('%H') }}')
    )
{%- endmacro %}
