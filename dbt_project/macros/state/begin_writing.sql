{#
    Pre-hook of incremental tables: note that this invocation writes the table. Where it is killed at that, partitions
    may be half-replaced; should_full_refresh() sees the note and has the table built anew.
#}
{% macro begin_writing() -%}
    {%- if model.config.materialized == 'incremental' and load_relation(this) is not none -%}
        alter table {{ this }} set tblproperties ('eventmart.writing' = '{{ invocation_id }}')
    {%- endif -%}
{%- endmacro %}
