{#
    dbt's `ref` and `source`, except that every model and test outside of folders staging and marts is built after the
    run's rows have been merged: it also depends on `watermark`, which merges them. So a model of any materialization
    reads what is new, and no list of models has to be kept. Besides, `ref` finds what a target has not built, see
    own_or_production().
#}
{% macro ref() -%}
    {%- do wait_for_merge() -%}
    {{ return(own_or_production(builtins.ref(*varargs, **kwargs), varargs[-1])) }}
{%- endmacro %}

{% macro source() -%}
    {%- do wait_for_merge() -%}
    {{ return(builtins.source(*varargs)) }}
{%- endmacro %}

{% macro wait_for_merge() -%}
    {#- dbt collects what a model depends on while it parses -#}
    {%- if not execute and (
        model.package_name != 'mart'
        or (model.resource_type in ('model', 'snapshot') and model.fqn[1] not in ('staging', 'marts'))
        or (model.resource_type == 'test' and model.fqn[1] != 'staging')
    ) -%}
        {%- do builtins.ref('watermark') -%}
    {%- endif -%}
{%- endmacro %}
