{#
    At the end of a build: delete what no build will read again, the rows of all runs but the last committed one.
#}
{% macro delete_superseded_runs() -%}
    {% if execute and flags.WHICH in ('build', 'run') %}
        {% for source in graph.sources.values() if source.schema == 'landing' and source.name != 'commits' %}
            delete from landing.{{ source.name }} where run_id != {{ last_committed_run() }};
        {% endfor %}
    {% endif %}
{%- endmacro %}
