{#
    on-run-start hook: refuse to build if schema `landing` holds no committed run, which is so while a run publishes and
    after a run that was killed while it published, or if the run does not suit the models.
#}
{% macro check_commit() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- if not run_query("select 1 from pg_class where oid = to_regclass('landing.commits')").rows -%}
            {{ exceptions.raise_compiler_error(
                'Schema landing holds no committed run: a run is publishing, or was killed while it published. Publish '
                'first: `dbt run-operation publish` in dbt_project, or run `eventmart update`.'
            ) }}
        {%- endif -%}
        {%- do forget_changed_tables() -%}
        {%- set is_held = run_query("select 1 from mart.published_tables where table_name = 'events'").rows -%}
        {%- if not is_held and not committed_tables()['events'].is_whole | default(false) -%}
            {{ exceptions.raise_compiler_error(
                'The models of events or sessions have changed, or the mart is new, but the last run published only new '
                'rows. Publish all: `dbt run-operation publish` in dbt_project, or run `eventmart update`.'
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
