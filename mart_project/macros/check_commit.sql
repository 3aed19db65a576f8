{#
    on-run-start hook: refuse to build if schema `landing` holds no committed run, which is so while a run publishes and
    after a run that was killed while it published, or if the run does not suit the models.
#}
{% macro check_commit() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- do refuse_empty_tables() -%}
        {%- for node in graph.nodes.values() if is_built_too_early(node) -%}
            {{ exceptions.raise_compiler_error(
                node.name ~ ' would be built before the rows are merged. Move ' ~ node.original_file_path ~ ' to another '
                'folder than `staging` or `marts`; let a snapshot in YAML read a view of the table.'
            ) }}
        {%- endfor -%}
        {%- for node in graph.nodes.values() if node.alias in ('published_tables', 'completeness') and node.schema == target.schema -%}
            {{ exceptions.raise_compiler_error(
                'The mart has a table ' ~ node.alias ~ ' of its own. Rename ' ~ node.original_file_path ~ '.'
            ) }}
        {%- endfor -%}
        {%- if not is_production() -%}{{ return('') }}{%- endif -%}
        {%- if not has_table('landing', 'commits') -%}
            {{ exceptions.raise_compiler_error(
                'Schema landing holds no committed run: a run is publishing, or was killed while it published. Publish '
                'first: `dbt run-operation publish` in dbt_project, or run `eventmart update`.'
            ) }}
        {%- endif -%}
        {%- for name, table in committed_tables().items() if table.refusal and 'source.mart.landing.' ~ name in graph.sources -%}
            {{ exceptions.raise_compiler_error(name ~ ' was not sent: ' ~ table.refusal ~ '. Correct ' ~ table.model ~ '.') }}
        {%- endfor -%}
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

{#
    Whether a model or snapshot is not built after the merge; see wait_for_merge(). The relation of a snapshot in YAML is no
    call of `ref`.
#}
{% macro is_built_too_early(node) -%}
    {{ return(
        node.resource_type in ('model', 'snapshot') and node.config.materialized not in ('ephemeral', 'merged')
        and node.name != 'watermark' and node.depends_on.nodes | length > 0 and not is_after_merge(node)
    ) }}
{%- endmacro %}

{% macro is_after_merge(node) -%}
    {%- for id in node.depends_on.nodes -%}
        {%- if id == 'model.mart.watermark' or (id in graph.nodes and is_after_merge(graph.nodes[id])) -%}
            {{ return(true) }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(false) }}
{%- endmacro %}
