{#
    The moment from which on a batch must look at events, by when they were received. That is the last watermark; where
    spools have joined since, it did not wait for them, and they may have received events ever since they were made.

    Args:
        since: the last watermark, as text; none where all events are to be looked at.
        spools: when the last spool had joined by then, as a number.
        raw: what raw_state() returns.
    Returns:
        The moment as text, or none for all events.
#}
{% macro read_from(since, spools, raw) -%}
    {#- raw.events was dropped, and what it knew of spools with it, and the clock set back #}
    {%- if not since or raw.get('spools', 0) | int < spools -%}{{ return(none) }}{%- endif -%}
    {%- set moments = [since] -%}
    {%- for name, joined in raw.items() if name.startswith('spool.') and joined.split(' ')[0] | int > spools -%}
        {%- do moments.append(joined.split(' ')[1]) -%}
    {%- endfor -%}
    {#- all as Python writes moments of UTC, in which the first comes first #}
    {{ return(moments | min) }}
{%- endmacro %}
