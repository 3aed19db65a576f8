{#
    A text in a form that an index can hold: an entry is limited to 2,704 bytes. A value longer than 256 characters
    becomes its first 223 characters, `#` and the MD5 of the value.

    Args:
        value: SQL expression of type text.
#}
{% macro index_key(value) -%}
    case when length({{ value }}) > 256 then left({{ value }}, 223) || '#' || md5({{ value }}) else {{ value }} end
{%- endmacro %}
