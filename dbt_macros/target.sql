{#
    Whether this run writes what readers see. Any other target than `prod` has schemas of its own: it builds each model
    from all rows, keeps no state, and reads what it has not built from the schemas of `prod`.
#}
{% macro is_production() -%}
    {{ return(target.name == 'prod') }}
{%- endmacro %}

{#
    The relation of a model, or that of target `prod` if another target neither has it nor builds it in this run.

    Args:
        relation: the result of dbt's `ref`.
        name: name of the model.
#}
{% macro own_or_production(relation, name) -%}
    {#- in a unit test, there is no graph -#}
    {%- if not execute or is_production() or 'nodes' not in graph -%}{{ return(relation) }}{%- endif -%}
    {#- with `--empty`, dbt makes a subquery of it, with an alias; models give it one of their own -#}
    {%- set relation = relation.incorporate(require_alias=false) if flags.EMPTY else relation -%}
    {%- for node in graph.nodes.values() if node.name == name and node.resource_type in ('model', 'seed', 'snapshot') -%}
        {%- set is_built = flags.WHICH in ('build', 'run', 'seed', 'snapshot') and node.unique_id in selected_resources -%}
        {%- if node.config.materialized != 'ephemeral' and not is_built and load_relation(relation) is none -%}
            {%- set schema = relation.schema | replace(target.schema, project_name, 1) -%}
            {{ return(relation.incorporate(path={'schema': schema})) }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(relation) }}
{%- endmacro %}

{#
    Refuse what would show readers wrong data: `--empty` in target `prod`.
#}
{% macro refuse_empty_tables() -%}
    {%- if flags.EMPTY and is_production() -%}
        {{ exceptions.raise_compiler_error(
            '--empty would replace tables of ' ~ target.schema ~ ' by empty ones. Use another target: `--target dev`.'
        ) }}
    {%- endif -%}
{%- endmacro %}
