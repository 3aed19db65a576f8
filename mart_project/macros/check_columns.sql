{#
    Check that a relation has exactly the columns and types that the model's YAML declares; readers rely on them. dbt's
    own contracts only cover its own materializations.

    Args:
        relation: relation with the columns that the model returns.
#}
{% macro check_columns(relation) -%}
    {%- set actual = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- do actual.append(column.name ~ ' ' ~ column.data_type) -%}
    {%- endfor -%}
    {%- set declared = [] -%}
    {%- for column in model.columns.values() -%}
        {%- do declared.append(column.name ~ ' ' ~ column.data_type) -%}
    {%- endfor -%}
    {%- set undeclared = actual | reject('in', declared) | list -%}
    {%- set missing = declared | reject('in', actual) | list -%}
    {%- if undeclared or missing -%}
        {{ exceptions.raise_compiler_error(
            'The columns of ' ~ this ~ ' differ from its YAML. Not in the YAML: ' ~ (undeclared | join(', ') or 'none')
            ~ '. Missing from the model: ' ~ (missing | join(', ') or 'none') ~ '. Change the model or its YAML.'
        ) }}
    {%- endif -%}
{%- endmacro %}
