{#
    Operation: removes the dates before the first one to keep from the tables that are kept from run to run, by whole
    partitions. Events whose raw lines are still there are recorded as `expired` first, as receptions that are no events
    any more: the lines of the raw files always add up.

        dbt run-operation retain --args '{first: "2026-01-05"}'

    Args:
        first: the first date to keep, as ISO 8601 text; empty to keep all from now on.
#}
{% macro retain(first) -%}
    {%- if not first -%}
        {%- do record_lake_state({'retained_from': '', 'removing': ''}) -%}
        {{ return('') }}
    {%- endif -%}
    {%- set first_date = "date '" ~ modules.datetime.date.fromisoformat(first) ~ "'" -%}
    {%- do record_lake_state({'removing': 'retain'}) -%}
    {#- a table that is not to be trusted is built anew by the next run, which asks for this date -#}
    {%- if not why_whole() -%}
        {%- set repeats = lake_table('int_repeated_events') -%}
        {%- set expiring -%}
            insert into {{ repeats }} by name
            select
                {{ repeat_id('1') }} as repeat_id, 'expired' as reason, source, event_id, received_at,
                received_at as kept_received_at, octet_length(event) as event_bytes, cast(null as string) as event,
                raw_file, to_date(received_at) as received_date, cast({{ lake_state()['batch_id'] }} as bigint) as batch_id
            from {{ lake_table('fct_events') }} as events
            where
                event_date < {{ first_date }} and to_date(received_at) >= {{ first_date }}
                and not exists (
                    select 1 from {{ repeats }} as known
                    where known.repeat_id = {{ repeat_id('1', 'events') }}
                )
        {%- endset -%}
        {#- what an insert that was cut short has left; see begin_run() -#}
        {%- do run_query('msck repair table ' ~ repeats) -%}
        {%- do run_query(expiring) -%}
    {%- endif -%}
    {%- for node in kept_models() if table_state(node) and node.config.partition_by -%}
        {%- set column = node.config.partition_by -%}
        {%- set gone = [] -%}
        {%- for row in run_query('show partitions ' ~ table_of(node)).rows -%}
            {#- as in event_date=2026-01-05; other partitions than dates stay -#}
            {%- set value = row[0].partition('=')[2] -%}
            {%- if modules.re.fullmatch('[0-9]{4}-[0-9]{2}-[0-9]{2}', value) and value < first -%}
                {%- do gone.append('partition (' ~ column ~ " = '" ~ value ~ "')") -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if gone -%}
            {%- do run_query('alter table ' ~ table_of(node) ~ ' drop if exists ' ~ gone | join(', ')) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if not why_whole() -%}{%- do record_lake_state(counted_rows()) -%}{%- endif -%}
    {%- do record_lake_state({'retained_from': first, 'removing': ''}) -%}
{%- endmacro %}

{#
    SQL condition: an event is older than events are kept.

    Args:
        event_at: SQL expression of type timestamp.
#}
{% macro is_expired(event_at) -%}
    {%- set first = lake_state().get('retained_from') -%}
    {{ 'to_date(' ~ event_at ~ ") < date '" ~ first ~ "'" if first and is_production() else 'false' }}
{%- endmacro %}

{#
    SQL condition: the raw line of something that was received is there, if nobody has deleted it. Raw files go by the
    hour, and a file may hold what was received in the hour after its own.

    Args:
        received_at: SQL expression of type timestamp.
#}
{% macro is_raw_kept(received_at) -%}
    {%- set first = lake_state().get('retained_from') -%}
    {{ received_at ~ " >= timestamp '" ~ first ~ " 01:00:00'" if first else 'true' }}
{%- endmacro %}
