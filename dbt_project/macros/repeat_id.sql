{#
    Id of a reception that is no new event.

    Args:
        occurrence: SQL expression: the number of the reception among those of a request with the same content.
        table: alias of the columns of the event; empty for none.
#}
{% macro repeat_id(occurrence, table='') -%}
    {%- set of = table ~ '.' if table else '' -%}
    md5(concat_ws('|', {{ of }}source, {{ of }}event_id, unix_micros({{ of }}received_at), {{ of }}event_hash, {{ occurrence }}))
{%- endmacro %}
