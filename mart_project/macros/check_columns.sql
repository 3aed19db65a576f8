{#
    Hold a relation against the columns and their types that the model's YAML promises: readers rely on them. dbt's own
    contracts are for its own materializations alone.

    Args:
        relation: what is to become of the model.
#}
{% macro check_columns(relation) -%}
    {%- set found = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- do found.append(column.name ~ ' ' ~ column.data_type) -%}
    {%- endfor -%}
    {%- set promised = [] -%}
    {%- for column in model.columns.values() -%}
        {%- do promised.append(column.name ~ ' ' ~ column.data_type) -%}
    {%- endfor -%}
    {%- set surprises = found | reject('in', promised) | list -%}
    {%- set missing = promised | reject('in', found) | list -%}
    {%- if surprises or missing -%}
        {{ exceptions.raise_compiler_error(
            this ~ ' is not what its YAML promises: it has ' ~ (surprises | join(', ') or 'nothing more')
            ~ '; it has not ' ~ (missing | join(', ') or 'less') ~ '. Change the one or the other.'
        ) }}
    {%- endif -%}
{%- endmacro %}
