{#
    Query of the rows of a table that follow from events of the persons who are to be forgotten.

    Of a table that is built from others, these are what its model makes of the rows that were erased from them. The tables
    of events, repeats and quarantine are looked through themselves. So nothing depends on the raw files, of which a part
    may be gone.

    Args:
        node: graph node of a model of materialization `appended`.
    Returns:
        SQL; empty if there is no such query, because the model reads something else than appended tables.
#}
{% macro rows_to_erase(node) -%}
    {%- if node.name == 'fct_events' -%}{{ return(events_to_erase()) }}{%- endif -%}
    {%- if node.name == 'int_repeated_events' -%}{{ return(repeats_to_erase()) }}{%- endif -%}
    {%- if node.name == 'fct_quarantine' -%}{{ return(quarantine_to_erase()) }}{%- endif -%}
    {%- set parents = parents_of(node) -%}
    {%- for parent in parents if parent.config.materialized != 'appended' or not erased_table(parent) -%}{{ return('') }}{%- endfor -%}
    {%- if not parents or node.sources or node.unique_id in loading_ids() -%}{{ return('') }}{%- endif -%}
    {#- the macro `ref` then returns what was erased -#}
    {%- do invocation_cache().update({'reads_erased': true}) -%}
    {%- set made_of_erased = render(node.raw_code) -%}
    {%- do invocation_cache().update({'reads_erased': false}) -%}
    {%- set rows -%}
        select * from {{ table_of(node) }} as stored
        where exists (
            select 1 from (
            {{ made_of_erased }}
            ) as erased
            where {{ is_same_row(keys_of(node)) }}
        )
    {%- endset -%}
    {{ return(rows) }}
{%- endmacro %}

{% macro events_to_erase() -%}
    select distinct events.*
    from {{ lake_table('fct_events') }} as events
    inner join ({{ requested_erasures() }}) as erasures
        on
            events.user_id = erasures.user_id
            and {{ is_covered('events.source', 'events.received_at', 'erasures') }}
{%- endmacro %}

{#
    Receptions with the id of an erased event, and conflicts that are the person's. Others than the person's, and those
    after the request, are no repeats any more: `is_read_again` says that the run must read them again. The content of a
    repeat is that of the event, so it is the same person's.
#}
{% macro repeats_to_erase() -%}
    {%- set repeats -%}
        select repeats.*, reason = 'id_conflict' as is_rejected, event as content
        from {{ lake_table('int_repeated_events') }} as repeats
    {%- endset -%}
    select distinct
        items.* except (is_rejected, content, found_user_id),
        erasures.user_id is null as is_read_again
    from ({{ with_user(repeats, 'content') }}) as items
    left join (
        select distinct source, event_id, user_id
        from {{ erased_table(graph.nodes['model.lake.fct_events']) }}
    ) as events
        on items.source = events.source and items.event_id = events.event_id
    left join ({{ requested_erasures() }}) as erasures
        on
            (
                ({{ is_persons('items', 'erasures') }})
                or (
                    items.reason = 'repeat' and events.user_id = erasures.user_id
                    and {{ is_covered('items.source', 'items.received_at', 'erasures') }}
                )
            )
    where events.event_id is not null or erasures.user_id is not null
{%- endmacro %}

{% macro quarantine_to_erase() -%}
    {%- set rejected -%}
        select
            quarantine.*, rejected_at as received_at, true as is_rejected,
            {{ rejected_content('quarantine') }} as content
        from {{ lake_table('fct_quarantine') }} as quarantine
    {%- endset -%}
    select distinct items.* except (received_at, is_rejected, content, found_user_id)
    from ({{ with_user(rejected, 'content') }}) as items
    left join ({{ requested_erasures() }}) as erasures
        on items.reason != 'id_conflict' and {{ is_persons('items', 'erasures') }}
    left join (
        select distinct repeat_id
        from {{ erased_table(graph.nodes['model.lake.int_repeated_events']) }}
    ) as repeats
        on items.quarantined_item_id = repeats.repeat_id
    where erasures.user_id is not null or repeats.repeat_id is not null
{%- endmacro %}
