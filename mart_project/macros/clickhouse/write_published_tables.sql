{#
    Record how far the generation holds each published table. A table that the lake no longer publishes is forgotten, and
    stays as it is.

    Args:
        generation: database of the generation.
#}
{% macro write_published_tables(generation) -%}
    {%- set tables = committed_tables() -%}
    {%- set refused = invocation_cache().get('refused', {}) -%}
    {%- set held = {} -%}
    {%- set stored -%}
        select table_name, batch_id, sent_as, definition, retained_from, toUnixTimestamp64Micro(complete_through)
        from {{ generation }}.published_tables
    {%- endset -%}
    {%- for name, batch_id, sent_as, definition, retained_from, complete_through in run_query(stored).rows -%}
        {%- if name in tables -%}
            {%- do held.update({name: [batch_id, sent_as, definition, retained_from, complete_through]}) -%}
        {%- else -%}
            {%- do log(
                'mart.' ~ name ~ ' is no longer published, and gets no new rows. If nobody needs it, run as '
                'eventmart_owner: `drop view mart.' ~ name ~ '`, and drop the tables in mart_a and mart_b', info=true
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set complete_through = run_query('select complete_through from landing.commits').columns[0].values()[0] -%}
    {%- for name, table in tables.items() if name not in refused -%}
        {%- set known = held.get(name, [none] * 5) -%}
        {%- if table.is_sent -%}
            {%- set known = [
                table.batch_id, table.sent_as, tables_definition() if name == 'events' else '',
                table.retained_from | default(''), known[4]
            ] -%}
        {%- endif -%}
        {%- if known[0] is not none -%}
            {%- do held.update({name: known[:4] + [complete_through if table.is_current else known[4]]}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do run_query('truncate table ' ~ generation ~ '.published_tables') -%}
    {%- set writing -%}
        insert into {{ generation }}.published_tables
        (table_name, batch_id, sent_as, definition, retained_from, complete_through)
        select
            table_name, batch_id, sent_as, definition, retained_from,
            {{ from_micros('complete_micros') }}
        from values(
            'table_name String, batch_id Int64, sent_as String, definition String, retained_from String, complete_micros Nullable(Int64)'
            {%- for name, (batch_id, sent_as, definition, retained_from, complete_micros) in held.items() %},
            ('{{ name }}', {{ batch_id }}, '{{ sent_as }}', '{{ definition }}', '{{ retained_from }}', {{ complete_micros if complete_micros is not none else 'null' }})
            {%- endfor %}
        )
    {%- endset -%}
    {%- do run_query(writing) -%}
{%- endmacro %}
