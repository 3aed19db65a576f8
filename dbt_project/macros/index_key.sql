{#
    A value by which rows are told apart or looked up, such as any database can have it in an index: PostgreSQL's text
    holds no NUL, and an entry of its indexes no more than 2,704 bytes. NUL becomes U+FFFD, and of a value of more than
    256 characters what is past the 223rd becomes its MD5. The event itself keeps it as it was sent.

    Args:
        value: SQL expression of type string.
#}
{% macro index_key(value) -%}
    {%- set clean = "replace(" ~ value ~ ", char(0), '\\ufffd')" -%}
    if(length({{ clean }}) > 256, concat(left({{ clean }}, 223), '#', md5({{ clean }})), {{ clean }})
{%- endmacro %}
