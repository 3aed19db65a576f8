{#
    A text value in a form that PostgreSQL can store and index. PostgreSQL text cannot hold NUL, and an index entry is
    limited to 2,704 bytes. NUL becomes U+FFFD; a value longer than 256 characters becomes its first 223 characters, `#`
    and the MD5 of the value. The event itself keeps the original.

    Args:
        value: SQL expression of type string.
#}
{% macro index_key(value) -%}
    {%- set clean = "replace(" ~ value ~ ", char(0), '\\ufffd')" -%}
    if(length({{ clean }}) > 256, concat(left({{ clean }}, 223), '#', md5({{ clean }})), {{ clean }})
{%- endmacro %}
