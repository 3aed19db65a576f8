{#
    Pre-hook of `watermark`: bring what all tables of materialization `merged` have been sent into them, by key, and
    then those of materialization `summary` up to date, in the transaction that moves the watermark. A reader sees all
    of a run, or nothing of it.

    Where the run has published everything, rows of which it says nothing are deleted. Where summaries say something else
    than at the last merge, they are computed as a whole. A new table gets its indexes once its rows are there, which is
    several times faster than to keep them up to date row by row.
#}
{% macro merge_incoming() -%}
    {%- if execute -%}
        {%- set is_whole = last_run_is_whole() -%}
        {%- set tables = graph.nodes.values() | selectattr('config.materialized', 'equalto', 'merged') | list -%}
        {%- do check_incoming(tables) -%}
        {%- if not is_whole and is_redefined(this, 'tables_definition', tables_definition()) -%}
            {{ exceptions.raise_compiler_error(
                'Models of tables of the mart have changed, and the last run has published only what was new to the mart. '
                'Publish all of it, `dbt build --full-refresh --select path:models/publish` in dbt_project, or ask for an '
                'update, which does so.'
            ) }}
        {%- endif -%}
        {%- for node in graph.nodes.values()
            if node.config.materialized in ('merged', 'summary') and node.unique_id not in model.depends_on.nodes -%}
            {{ exceptions.raise_compiler_error(
                node.name ~ ' would stay empty: name it in ' ~ model.original_file_path ~ ', among those that it depends on.'
            ) }}
        {%- endfor -%}
        {%- set are_summaries_outdated = is_whole or is_redefined(this, 'summaries_definition', summaries_definition()) -%}
        {%- for node in tables -%}
            {%- set table = api.Relation.create(schema=node.schema, identifier=node.alias) -%}
            {%- set incoming = api.Relation.create(schema='incoming', identifier=node.alias) -%}
            {%- set key = node.config.unique_key -%}
            {%- set key = [key] if key is string else key -%}
            {%- set names = adapter.get_columns_in_relation(incoming) | map(attribute='quoted') | list -%}
            {%- set is_new = not has_indexes(table) -%}
            {%- if is_new and not is_whole -%}
                {{ exceptions.raise_compiler_error(
                    table ~ ' has never been filled, and the last run has published only what was new to the mart: '
                    'ask for a full update, `GET /data/update?full=true`.'
                ) }}
            {%- endif -%}
            {%- if is_whole %}
                delete from {{ table }} as merged
                where not exists (
                    select from {{ incoming }} as sent
                    where {% for name in key %}sent.{{ name }} = merged.{{ name }}{{ ' and ' if not loop.last }}{% endfor %}
                );
            {%- endif %}
            insert into {{ table }} ({{ names | join(', ') }})
            select {{ names | join(', ') }} from {{ incoming }} as sent
            -- a row that stays as it is is not even locked
            where not exists (
                select from {{ table }} as merged
                where
                    {% for name in key %}sent.{{ name }} = merged.{{ name }} and {% endfor -%}
                    ({% for name in names %}sent.{{ name }}{{ ', ' if not loop.last }}{% endfor %})
                    is not distinct from ({% for name in names %}merged.{{ name }}{{ ', ' if not loop.last }}{% endfor %})
            )
            {%- if node.config.meta.clustered_by %}
                order by {{ node.config.meta.clustered_by }}
            {%- endif -%}
            {%- if is_new %};
                {{ create_indexes_of(node) }}
            {%- else %}
            on conflict ({{ key | join(', ') }}) do update
            set {% for name in names %}{{ name }} = excluded.{{ name }}{{ ', ' if not loop.last }}{% endfor %};
            {%- endif %}
        {%- endfor -%}
        {%- if is_whole -%}
            {%- for node in tables %}
                -- summaries are about to look for each user's events: the planner must know how many there are
                analyze {{ api.Relation.create(schema=node.schema, identifier=node.alias) }};
            {%- endfor -%}
        {%- endif -%}
        {%- for node in tables if node.config.meta.outdated %}
            delete from {{ api.Relation.create(schema=node.schema, identifier=node.alias) }} as merged
            where {{ node.config.meta.outdated }};
        {%- endfor -%}
        {%- for id in model.depends_on.nodes if graph.nodes[id].config.materialized == 'summary' -%}
            {%- set node = graph.nodes[id] -%}
            {%- set table = api.Relation.create(schema=node.schema, identifier=node.alias) -%}
            {%- set definition = api.Relation.create(schema='incoming', identifier=node.alias) -%}
            {%- set names = adapter.get_columns_in_relation(definition) | map(attribute='quoted') | join(', ') -%}
            {%- set touched -%}
                {{ node.config.unique_key }} = any(array({{ node.config.meta.touched }}))
            {%- endset -%}
            {%- if are_summaries_outdated or not node.config.meta.touched or is_empty(table) -%}
                {%- set touched = 'true' -%}
            {%- endif %}
                delete from {{ table }} where {{ touched }};
                insert into {{ table }} ({{ names }}) select {{ names }} from {{ definition }} where {{ touched }};
            {%- if not has_indexes(table) %}
                {{ create_indexes_of(node) }}
            {%- endif %}
            {%- if touched == 'true' %}
                analyze {{ table }};
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
