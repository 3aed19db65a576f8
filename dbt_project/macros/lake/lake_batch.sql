{#
    The batch of events that this run loads: those received after the last batch, up to the watermark.

    Returns:
        A dict:
        batch_id: microseconds since 1970, or one more than the last batch if the clock was set back; always increases;
        is_whole: why the batch holds all events, and all tables that are loaded from it are built anew; else empty;
        since: the watermark of the last batch; none if there is none, or if the batch is whole;
        is_since_exact: whether the lake holds every event received up to `since`. False if a spool has joined since then:
            the last watermark did not wait for it;
        read_from: events received before this moment are skipped; none to read all events; see read_from();
        complete_through: the watermark of raw.events; none if no update run has recorded one;
        spools: identifies the set of spools that the watermark covers, see raw_state();
        replayed: SQL condition on events that are read again; empty if none are.
#}
{% macro lake_batch() -%}
    {#- while dbt parses, there is no graph -#}
    {%- if not execute -%}{{ return({}) }}{%- endif -%}
    {%- if 'batch' not in invocation_cache() -%}
        {%- set last = lake_state() -%}
        {%- set is_whole = why_whole() -%}
        {%- set raw = raw_state() -%}
        {%- set since = none if is_whole else last.get('complete_through') or none -%}
        {%- set now = (run_started_at.timestamp() * 1000000) | int -%}
        {%- do invocation_cache().update({'batch': {
            'batch_id': [now, last.get('batch_id', 0) | int + 1, last.get('begun_batch_id', 0) | int + 1] | max,
            'is_whole': is_whole,
            'since': since,
            'is_since_exact': last.get('spools') == raw.get('spools'),
            'read_from': read_from(since, last.get('spools', 0) | int, raw),
            'complete_through': raw.get('complete_through'),
            'spools': raw.get('spools', 0),
            'replayed': '' if is_whole else replayed_events(),
        }}) -%}
    {%- endif -%}
    {{ return(invocation_cache()['batch']) }}
{%- endmacro %}

{#
    Why a batch must hold all events; empty if it holds those that are new.
#}
{% macro why_whole() -%}
    {%- if not is_production() -%}{{ return('target ' ~ target.name ~ ' keeps no state') }}{%- endif -%}
    {%- if flags.FULL_REFRESH -%}{{ return('full refresh') }}{%- endif -%}
    {%- if 'batch_id' not in lake_state() -%}{{ return('nothing has been loaded yet') }}{%- endif -%}
    {%- if lake_state()['writing'] == 'rebuild' -%}{{ return('a rebuild was cut short') }}{%- endif -%}
    {%- for id in loading_ids() -%}
        {%- set reason = why_outdated(graph.nodes[id]) -%}
        {%- if reason -%}{{ return(reason) }}{%- endif -%}
    {%- endfor -%}
    {{ return('') }}
{%- endmacro %}
