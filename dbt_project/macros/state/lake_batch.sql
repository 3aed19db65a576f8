{#
    The batch of events that this run brings into the lake: those received since the last one, up to the watermark.

    Returns:
        A dict:
        batch_id: greater than that of any batch before; microseconds since 1970, where the clock allows;
        is_whole: whether `fct_events` is to be built from nothing, and so needs every event;
        since: the batch before was complete through this moment; none where there is none, or it does not count;
        is_since_exact: whether what was received up to then is in `fct_events`; not so where a spool has joined since,
            which the watermark did not wait for;
        read_from: what was received before is not looked at; none where all events are; see read_from();
        complete_through: the watermark of raw.events; none where nobody has stated one;
        spools: tells the spools for which it holds, see raw_state();
        replayed: condition on events that are read again, and replace what `fct_events` has of them; empty where none are.
#}
{% macro lake_batch() -%}
    {%- if 'batch' not in known() -%}
        {%- set stored = table_state('fct_events') -%}
        {%- set was_cut_short = 'batch_id' not in stored or stored['writing'] != '' -%}
        {%- set is_whole = flags.FULL_REFRESH or was_cut_short or stored['definition'] != definition() -%}
        {%- set raw = raw_state() -%}
        {%- set since = none if is_whole else stored['complete_through'] or none -%}
        {%- set now = (run_started_at.timestamp() * 1000000) | int -%}
        {#- staging may be ahead, after a run that was killed; so no id comes twice, even where the clock was set back #}
        {%- set last = [stored.get('batch_id', 0) | int, table_state('stg_events').get('batch_id', 0) | int] | max -%}
        {%- do known().update({'batch': {
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
    {{ return(known()['batch']) }}
{%- endmacro %}
