{#
    At the start of a build: refuse it where nothing is committed in schema `landing`, as while a run publishes, or after
    one that was killed at that; or where PostgreSQL has crashed since the run began to publish, which empties the tables.
#}
{% macro check_commit() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set are_there = "select to_regclass('landing.commits') is not null and to_regclass('landing.publishing') is not null" -%}
        {%- set standing = 'select 1 from landing.commits inner join landing.publishing using (run_id)' -%}
        {%- if not run_query(are_there).columns[0].values()[0] or not run_query(standing).rows -%}
            {{ exceptions.raise_compiler_error(
                'Nothing is committed in schema landing: a run is publishing or was killed at that, or PostgreSQL has '
                'crashed since. Publish first, '
                '`dbt build --select path:models/publish` in dbt_project, or ask for an update.'
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
