{#
    The lines of landed files that a batch may need, with their partitions. For this, a run reads Spark's own table on
    the files instead of the Hive table: Spark then skips the files whose names say that the lake has loaded them.

    A file holds nothing that was received more than two minutes after the time in its name (raw_zone.layout). A file
    that somebody has put there under another name is read when a batch holds all events, or by a replay.

    Args:
        table: relation of the Hive table.
        batch: the result of lake_batch().
#}
{% macro landed(table, batch) -%}
    {%- if not execute or flags.WHICH not in ('build', 'run') or model.resource_type != 'model' -%}
        {{ return(table) }}
    {%- endif -%}
    (
        select value as line, ingest_date, ingest_hour
        from {{ table.schema }}.{{ table.identifier }}_for_spark
        where {{ raw_partition_filter(batch) }}
        {%- if batch['read_from'] and not batch['replayed'] %}
            {%- set begin = utc_moment(batch['read_from']) - modules.datetime.timedelta(minutes=2) %}
            and _metadata.file_name >= '{{ begin.strftime('%Y-%m-%dT%H%M%S.%fZ') }}'
        {%- endif %}
    )
{%- endmacro %}
