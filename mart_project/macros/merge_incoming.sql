{#
    Pre-hook of `watermark`: merges the rows in schema `incoming` into all tables of materialization `merged`, by key,
    and then updates those of materialization `summary`, in the transaction that moves the watermark. A reader sees all
    of a run, or nothing of it.

    If the run published everything, rows that it did not publish are deleted. If the definition of the summaries has
    changed since the last merge, all of their rows are recomputed. A new table gets its indexes after its rows, which
    is several times faster than updating the indexes row by row.
#}
{% macro merge_incoming() -%}
    {%- if execute -%}
        {%- set is_whole = last_run_is_whole() -%}
        {%- set tables = graph.nodes.values() | selectattr('config.materialized', 'equalto', 'merged') | list -%}
        {%- do check_incoming(tables) -%}
        {%- set are_tables_redefined = is_redefined(this, 'tables_definition', tables_definition()) -%}
        {%- if not is_whole and are_tables_redefined -%}
            {{ exceptions.raise_compiler_error(
                'Models of the mart have changed, but the last run published only new and changed rows. Publish all '
                'rows: `dbt build --full-refresh --select path:models/publish` in dbt_project, or run '
                '`eventmart update`.'
            ) }}
        {%- endif -%}
        {%- for node in graph.nodes.values()
            if node.config.materialized in ('merged', 'summary') and node.unique_id not in model.depends_on.nodes -%}
            {{ exceptions.raise_compiler_error(
                node.name ~ ' would stay empty: add a `-- depends_on` line for it to ' ~ model.original_file_path ~ '.'
            ) }}
        {%- endfor -%}
        {%- set are_summaries_outdated = is_whole or is_redefined(this, 'summaries_definition', summaries_definition()) -%}
        {%- set old_indexes = [] -%}
        {%- for node in tables -%}
            {%- set table = api.Relation.create(schema=node.schema, identifier=node.alias) -%}
            {%- set incoming = api.Relation.create(schema='incoming', identifier=node.alias) -%}
            {%- set key = node.config.unique_key -%}
            {%- set key = [key] if key is string else key -%}
            {%- set names = adapter.get_columns_in_relation(incoming) | map(attribute='quoted') | list -%}
            {%- set is_new = not has_indexes(table) -%}
            {%- if not is_new %}
                {{ replace_outdated_key(node, table, key) }}
                {%- if are_tables_redefined -%}
                    {%- do old_indexes.extend(indexes_of(table, is_unique=false)) %}
                    {{ create_indexes_of(node, is_unique=false) }}
                {%- endif -%}
            {%- endif -%}
            {%- if is_new and not is_whole -%}
                {{ exceptions.raise_compiler_error(
                    table ~ ' has never been filled, but the last run published only new and changed rows. '
                    'Request a full update: `GET /data/update?full=true`.'
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
            -- unchanged rows are skipped, so that they are not locked
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
        {%- for node in tables if is_whole or has_grown(node) %}
            -- the summaries look up the events of each user: the planner needs current statistics
            analyze {{ api.Relation.create(schema=node.schema, identifier=node.alias) }};
        {%- endfor -%}
        {%- for node in tables if node.config.meta.outdated %}
            delete from {{ api.Relation.create(schema=node.schema, identifier=node.alias) }} as merged
            where {{ node.config.meta.outdated }};
        {%- endfor -%}
        {%- for id in model.depends_on.nodes if graph.nodes[id].config.materialized == 'summary' %}
            {{ update_summary(graph.nodes[id], is_redefined=are_summaries_outdated) }}
        {%- endfor -%}
        {%- for index in old_indexes %}
            -- at the end, because it keeps readers out until the transaction ends
            drop index {{ index }};
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
