{#
    At the start of an invocation that publishes: the last commit holds no more, because the tables that it speaks of are
    about to be replaced. Until this run has committed in its turn, the mart project refuses to read them.
#}
{% macro withdraw_commit() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- for id in selected_resources if graph.nodes.get(id, {}).get('config', {}).get('materialized') == 'publish' -%}
            {%- if loop.first -%}drop table if exists mart.landing.commits{%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
