{#
    SQL condition on the partitions of raw.events: those whose files may hold events of a batch.

    A file is in the partition of the hour in which it was begun. It holds no event received before that, and may hold
    events received in the following hour. See received_at_filter().

    Args:
        batch: the result of lake_batch().
#}
{% macro raw_partition_filter(batch) -%}
    {%- if batch['complete_through'] -%}
        {{ partitions_until(batch['complete_through']) }} and {# #}
    {%- endif -%}
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

{% macro utc_moment(text) -%}
    {%- set at = modules.datetime.datetime.fromisoformat(text) -%}
    {{ return(at.astimezone(modules.pytz.utc) if at.tzinfo else at) }}
{%- endmacro %}

{% macro partitions_until(moment) -%}
    {%- set last = utc_moment(moment) -%}
    (
        ingest_date < '{{ last.strftime('%Y-%m-%d') }}'
        or (ingest_date = '{{ last.strftime('%Y-%m-%d') }}' and ingest_hour <= '{{ last.strftime('%H') }}')
    )
{%- endmacro %}

{% macro partitions_since(moment) -%}
    {%- set first = utc_moment(moment) - modules.datetime.timedelta(hours=1) -%}
    (
        ingest_date > '{{ first.strftime('%Y-%m-%d') }}'
        or (ingest_date = '{{ first.strftime('%Y-%m-%d') }}' and ingest_hour >= '{{ first.strftime('%H') }}')
    )
{%- endmacro %}
