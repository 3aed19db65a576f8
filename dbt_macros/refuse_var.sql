{#
    Refuse a var while dbt parses the project, before a run does anything.

    Args:
        name: name of the var.
        remedy: what to set it to.
#}
{% macro refuse_var(name, remedy) -%}
    {{ exceptions.raise_compiler_error('In dbt_project.yml, ' ~ name ~ ' is `' ~ var(name) ~ '`. Set it to ' ~ remedy) }}
{%- endmacro %}
