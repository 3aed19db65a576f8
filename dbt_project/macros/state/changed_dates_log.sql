{#
    For end_writing() of fct_events: the log of the dates that recent batches changed. Tables derived from fct_events
    then need not scan all of its partitions for changes. See dates_changed_since().

    The Hive metastore limits a table property to 4,000 characters, so the oldest batches are dropped from the log.

    Args:
        batch_id: the batch that has just been written.
    Returns:
        A dict:
        changed_dates: `<batch>=<date>,<date>…;` for each batch, oldest first;
        changed_dates_since: the log is complete for all batches after this one.
#}
{% macro changed_dates_log(batch_id) -%}
    {%- set own = table_state('fct_events') -%}
    {%- set log = namespace(entries=[], since=own.get('changed_dates_since', batch_id)) -%}
    {%- if 'changed_dates_since' in own -%}
        {%- set log.entries = own['changed_dates'].split(';') | reject('equalto', '') | list -%}
        {%- if 'dates_touched' in invocation_cache() -%}
            {%- set log.entries = log.entries + [batch_id ~ '=' ~ invocation_cache()['dates_touched'] | join(',')] -%}
        {%- endif -%}
    {%- endif -%}
    {%- for entry in log.entries if log.entries | join(';') | length > 3900 -%}
        {%- set log.since = log.entries[0].split('=')[0] -%}
        {%- set log.entries = log.entries[1:] -%}
    {%- endfor -%}
    {{ return({'changed_dates': log.entries | join(';'), 'changed_dates_since': log.since}) }}
{%- endmacro %}
