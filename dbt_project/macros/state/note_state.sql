{#
    Statement that notes how far the model's table has come; see table_state().

    Args:
        values: dict of what is noted; what was noted before under other names stays.
#}
{% macro note_state(values) -%}
    {%- do table_state(this.identifier).update(values) -%}
    alter table {{ this }} set tblproperties (
        {%- for name, value in values.items() %}
        'eventmart.{{ name }}' = '{{ value }}'{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
