{#
    The models whose tables are kept from run to run: those of materializations `appended` and `by_date`.
#}
{% macro kept_models() -%}
    {{ return(graph.nodes.values() | selectattr('config.materialized', 'in', ['appended', 'by_date']) | list) }}
{%- endmacro %}

{#
    Ids of the kept models that read what has landed, directly or through the models of folder staging. A batch is loaded
    when all of their tables hold it. All other kept models read these tables.
#}
{% macro loading_ids() -%}
    {%- if 'loading_ids' not in invocation_cache() -%}
        {%- set ids = [] -%}
        {%- for node in kept_models() -%}
            {%- if node.sources or parents_of(node) | selectattr('fqn.1', 'equalto', 'staging') | list -%}
                {%- do ids.append(node.unique_id) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do invocation_cache().update({'loading_ids': ids}) -%}
    {%- endif -%}
    {{ return(invocation_cache()['loading_ids']) }}
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
    A table of the lake, for what is built before it. Not a ref, which would be a circle.
#}
{% macro lake_table(name) -%}
    {{ return(api.Relation.create(schema=target.schema, identifier=name)) }}
{%- endmacro %}
