{#
    on-run-start hook of an invocation that publishes. Drops `landing.commits`, because the tables that it covers are
    about to be replaced. Until this run commits, the mart project refuses to read them.

    Before the run writes anything, it records its id in `landing.publishing`. That table is unlogged, so a crash of
    PostgreSQL empties it along with the tables that the run writes. mart_batch() is called here so that the models,
    which run concurrently, find its result in the cache.
#}
{% macro withdraw_commit() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- for id in selected_resources if graph.nodes.get(id, {}).get('config', {}).get('materialized') == 'publish' -%}
            {%- if loop.first -%}
                {%- do mart_batch() -%}
                {%- do run_query('drop table if exists mart.landing.commits') -%}
                create or replace table mart.landing.publishing {{ unlogged('publishing') }}
                as select '{{ invocation_id }}' as run_id
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
