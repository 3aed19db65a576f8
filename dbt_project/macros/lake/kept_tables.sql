{#
    The models whose tables are kept from run to run: those of materializations `appended` and `by_date`.
#}
{% macro kept_models() -%}
    {{ return(graph.nodes.values() | selectattr('config.materialized', 'in', ['appended', 'by_date']) | list) }}
{%- endmacro %}

{% macro is_kept(node) -%}
    {{ return(node.config.materialized in ('appended', 'by_date')) }}
{%- endmacro %}

{#
    Ids of the kept models that read what has landed, directly or through models that are not kept. A batch is loaded
    when all of their tables hold it. All other kept models read these tables.
#}
{% macro loading_ids() -%}
    {%- if 'loading_ids' not in invocation_cache() -%}
        {%- set ids = [] -%}
        {%- for node in kept_models() if reads_raw(node) -%}{%- do ids.append(node.unique_id) -%}{%- endfor -%}
        {%- do invocation_cache().update({'loading_ids': ids}) -%}
    {%- endif -%}
    {{ return(invocation_cache()['loading_ids']) }}
{%- endmacro %}

{% macro reads_raw(node) -%}
    {%- for id in node.depends_on.nodes if id.startswith('source.lake.raw.') -%}{{ return(true) }}{%- endfor -%}
    {%- for parent in parents_of(node) if not is_kept(parent) and reads_raw(parent) -%}{{ return(true) }}{%- endfor -%}
    {{ return(false) }}
{%- endmacro %}

{#
    Ids of the models that this run may build. `dbt retry` does not tell which: then, all that it can build, which are
    those that read no staged batch.
#}
{% macro selected_ids() -%}
    {%- if selected_resources -%}{{ return(selected_resources) }}{%- endif -%}
    {{ return(kept_models() | map(attribute='unique_id') | reject('in', loading_ids()) | list) }}
{%- endmacro %}

{#
    Whether this run builds the staged batch and all tables that are loaded from it.
#}
{% macro loads_batch() -%}
    {{ return(not (['model.lake.stg_events'] + loading_ids()) | reject('in', selected_resources) | list) }}
{%- endmacro %}

{#
    The models that a model reads, without its sources.
#}
{% macro parents_of(node) -%}
    {%- set parents = [] -%}
    {%- for id in node.depends_on.nodes if id in graph.nodes -%}{%- do parents.append(graph.nodes[id]) -%}{%- endfor -%}
    {{ return(parents) }}
{%- endmacro %}

{#
    The kept models that a model reads, directly or through models that are not kept.
#}
{% macro kept_parents(node) -%}
    {%- set kept = [] -%}
    {%- for parent in parents_of(node) -%}
        {%- do kept.extend([parent] if is_kept(parent) else kept_parents(parent)) -%}
    {%- endfor -%}
    {{ return(kept) }}
{%- endmacro %}

{#
    The table of a model.
#}
{% macro table_of(node) -%}
    {{ return(api.Relation.create(schema=node.schema, identifier=node.alias)) }}
{%- endmacro %}

{#
    The table of a model, for what is built before it. Not a ref, which would be a circle.

    Args:
        name: name of the model.
#}
{% macro lake_table(name) -%}
    {{ return(table_of(graph.nodes['model.lake.' ~ name])) }}
{%- endmacro %}
