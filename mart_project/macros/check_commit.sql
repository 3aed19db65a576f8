{#
    on-run-start hook: refuse to build if schema `landing` holds no committed run. This is the case while a run
    publishes, after a run that was killed while it published, and after a crash of PostgreSQL, which empties the
    unlogged tables.
#}
{% macro check_commit() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set tables_exist -%}
            select to_regclass('landing.commits') is not null and to_regclass('landing.publishing') is not null
        {%- endset -%}
        {%- set committed_run = 'select 1 from landing.commits inner join landing.publishing using (run_id)' -%}
        {%- if not run_query(tables_exist).columns[0].values()[0] or not run_query(committed_run).rows -%}
            {{ exceptions.raise_compiler_error(
                'Schema landing holds no committed run: a run is publishing or was killed while it published, or '
                'PostgreSQL has crashed since. Publish first: `dbt build --select path:models/publish` in dbt_project, '
                'or run `eventmart update`.'
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
