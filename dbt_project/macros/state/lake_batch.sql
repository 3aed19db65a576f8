{#
    The batch of events that this run loads: those received after the previous batch, up to the watermark.

    Returns:
        A dict:
        batch_id: microseconds since 1970, or one more than the last batch if the clock was set back; always increases;
        is_whole: whether `fct_events` is rebuilt and so needs every event;
        since: the watermark of the previous batch; none if there is none, or if the batch is whole;
        is_since_exact: whether `fct_events` holds every event received up to `since`. False if a spool has joined since
            then: the previous watermark did not wait for it;
        read_from: events received before this moment are skipped; none to read all events; see read_from();
        complete_through: the watermark of raw.events; none if no update run has recorded one;
        spools: identifies the set of spools that the watermark covers, see raw_state();
        replayed: SQL condition on events that are read again and replace those in `fct_events`; empty if none are.
#}
{% macro lake_batch() -%}
    {%- if 'batch' not in invocation_cache() -%}
        {%- set stored = table_state('fct_events') -%}
        {#- it is built before fct_events, so it is behind only if somebody has left it out #}
        {%- set repeated = table_state('int_repeated_events') -%}
        {%- set lacks_repeats = repeated.get('batch_id', -1) | int < stored.get('batch_id', 0) | int -%}
        {%- set was_cut_short = 'batch_id' not in stored or stored['writing'] != '' or lacks_repeats -%}
        {%- set definitions = [stored.get('definition'), repeated.get('definition')] -%}
        {%- set is_outdated = definitions | reject('equalto', lake_definition()) | list -%}
        {%- set is_whole = flags.FULL_REFRESH or was_cut_short or is_outdated | length > 0 -%}
        {%- set raw = raw_state() -%}
        {%- set since = none if is_whole else stored['complete_through'] or none -%}
        {%- set now = (run_started_at.timestamp() * 1000000) | int -%}
        {#- after a killed run, staging may be ahead; this keeps ids unique even if the clock was set back #}
        {%- set last = [stored.get('batch_id', 0) | int, table_state('stg_events').get('batch_id', 0) | int] | max -%}
        {%- do invocation_cache().update({'batch': {
            'batch_id': [now, last + 1] | max,
            'is_whole': is_whole,
            'since': since,
            'is_since_exact': stored.get('spools') == raw.get('spools'),
            'read_from': read_from(since, stored.get('spools', 0) | int, raw),
            'complete_through': raw.get('complete_through'),
            'spools': raw.get('spools', ''),
            'replayed': '' if is_whole else replayed_events(),
        }}) -%}
    {%- endif -%}
    {{ return(invocation_cache()['batch']) }}
{%- endmacro %}
