{#
    At the start of a build: refuse it where nothing is committed in schema `landing`, as while a run publishes, or after
    one that was killed at that.
#}
{% macro check_commit() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set is_there = run_query("select to_regclass('landing.commits') is not null").columns[0].values()[0] -%}
        {%- if not is_there or is_empty(source('landing', 'commits')) -%}
            {{ exceptions.raise_compiler_error(
                'Nothing is committed in schema landing, because a run is publishing or was killed at that: publish first, '
                '`dbt build --select path:models/publish` in dbt_project, or ask for an update.'
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
