{#
    Statement that records state in the properties of the model's table; see table_state().

    Args:
        values: dict of names and values. Properties with other names keep their values.
#}
{% macro note_state(values) -%}
    {%- do table_state(this.identifier).update(values) -%}
    alter table {{ this }} set tblproperties (
        {%- for name, value in values.items() %}
        'eventmart.{{ name }}' = '{{ value }}'{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
