{#
    Check that a relation has the columns that the model's YAML declares, with their types where it says them; readers
    rely on both. dbt's own contracts only cover its own materializations. The YAML need not list all columns.

    Args:
        relation: relation with the columns that the model returns.
#}
{% macro check_columns(relation) -%}
    {%- if not model.columns -%}{{ return('') }}{%- endif -%}
    {%- set actual, declared = [], [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- set has_type = model.columns.get(column.name, {'data_type': true}).data_type -%}
        {%- do actual.append(column.name ~ (' ' ~ column.data_type if has_type else '')) -%}
    {%- endfor -%}
    {%- for column in model.columns.values() -%}
        {%- do declared.append(column.name ~ (' ' ~ column.data_type if column.data_type else '')) -%}
    {%- endfor -%}
    {%- set undeclared = actual | reject('in', declared) | list -%}
    {%- set missing = declared | reject('in', actual) | list -%}
    {%- if missing -%}
        {{ exceptions.raise_compiler_error(
            'The columns of ' ~ this ~ ' differ from its YAML. Not in the YAML: ' ~ (undeclared | join(', ') or 'none')
            ~ '. Missing from the model: ' ~ (missing | join(', ') or 'none') ~ '. Change the model or its YAML.'
        ) }}
    {%- endif -%}
{%- endmacro %}
