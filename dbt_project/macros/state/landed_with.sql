{#
    Condition on the partitions of raw.events: those of which a file may hold events of a batch.

    A file lies in the hour in which it was begun, and may hold what was received in the hour after. See received_with().

    Args:
        batch: what lake_batch() returns.
#}
{% macro landed_with(batch) -%}
    {%- if not batch['read_from'] -%}
        true
    {%- else -%}
        (
            {{ landed_since(batch['read_from']) }}
            {%- if batch['replayed'] %}
                or (
                    {{ landed_since(var('replay_from')) }}
                    and ingest_date <= cast(to_date(timestamp '{{ var('replay_to') }}') as string)
                )
            {%- endif %}
        )
    {%- endif -%}
{%- endmacro %}

{% macro landed_since(moment) -%}
    {%- set at = modules.datetime.datetime.fromisoformat(moment) -%}
    {%- set at = at.astimezone(modules.pytz.utc) if at.tzinfo else at -%}
    {%- set first = at - modules.datetime.timedelta(hours=1) -%}
    (
        ingest_date > '{{ first.strftime('%Y-%m-%d') }}'
        or (ingest_date = '{{ first.strftime('%Y-%m-%d') }}' and ingest_hour >= '{{ first.strftime('%H') }}')
    )
{%- endmacro %}
