{#
    At the start of an invocation that publishes: the last commit holds no more, because the tables that it speaks of are
    about to be replaced. Until this run has committed in its turn, the mart project refuses to read them.

    Before it writes anything the run puts its name into `landing.publishing`, which a crash of PostgreSQL empties along
    with the tables that it writes. What the mart has is asked for here, once for all models: see mart_batch().
#}
{% macro withdraw_commit() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- for id in selected_resources if graph.nodes.get(id, {}).get('config', {}).get('materialized') == 'publish' -%}
            {%- if loop.first -%}
                {%- do mart_batch() -%}
                {%- do run_query('drop table if exists mart.landing.commits') -%}
                {%- do run_query('drop table if exists mart.landing.publishing') -%}
                create table mart.landing.publishing {{ unlogged('publishing') }} as select '{{ invocation_id }}' as run_id
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
