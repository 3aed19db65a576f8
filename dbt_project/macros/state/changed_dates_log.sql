{#
    For end_writing() of fct_events: its dates that the last batches changed, so that what is made from it need not
    look for them in all of its partitions. See dates_changed_since().

    A property of a table is bounded to 4,000 characters by the Hive metastore, and so the log goes back as far as that
    lets it.

    Args:
        batch_id: the batch that has just been written.
    Returns:
        A dict:
        changed_dates: `<batch>=<date>,<date>…;` for each batch, the last one last;
        changed_dates_since: the log is whole for all batches after this one.
#}
{% macro changed_dates_log(batch_id) -%}
    {%- set own = table_state('fct_events') -%}
    {%- set log = namespace(entries=[], since=own.get('changed_dates_since', batch_id)) -%}
    {%- if 'changed_dates_since' in own -%}
        {%- set log.entries = own['changed_dates'].split(';') | reject('equalto', '') | list -%}
        {%- if 'dates_touched' in known() -%}
            {%- set log.entries = log.entries + [batch_id ~ '=' ~ known()['dates_touched'] | join(',')] -%}
        {%- endif -%}
    {%- endif -%}
    {%- for entry in log.entries if log.entries | join(';') | length > 3900 -%}
        {%- set log.since = log.entries[0].split('=')[0] -%}
        {%- set log.entries = log.entries[1:] -%}
    {%- endfor -%}
    {{ return({'changed_dates': log.entries | join(';'), 'changed_dates_since': log.since}) }}
{%- endmacro %}
