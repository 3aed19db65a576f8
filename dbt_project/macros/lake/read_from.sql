{#
    The reception time from which a batch must read events. This is the previous watermark, or earlier if spools have
    joined since: that watermark did not wait for them, and they may have received events ever since they were created.

    Args:
        since: the previous watermark, as text; none to read all events.
        spools: when the last spool had joined at that time, in microseconds since 1970.
        raw: the result of raw_state().
    Returns:
        The time as text; none to read all events.
#}
{% macro read_from(since, spools, raw) -%}
    {#- raw.events was dropped, with its record of the spools, and the clock was set back #}
    {%- if not since or raw.get('spools', 0) | int < spools -%}{{ return(none) }}{%- endif -%}
    {%- set moments = [since] -%}
    {%- for name, joined in raw.items() if name.startswith('spool.') and joined.split(' ')[0] | int > spools -%}
        {%- do moments.append(joined.split(' ')[1]) -%}
    {%- endfor -%}
    {#- all are ISO 8601 in UTC, so text order is time order #}
    {{ return(moments | min) }}
{%- endmacro %}
