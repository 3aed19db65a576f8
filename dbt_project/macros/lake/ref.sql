{#
    dbt's `ref`, except that a model of materialization `appended` reads of other such models only the rows that are new
    since its last run, as a model of dbt's `microbatch` reads only the rows of a period. Column `batch_id`, which tells
    them, is hidden from it.
#}
{% macro ref() -%}
    {%- set relation = own_or_production(builtins.ref(*varargs, **kwargs), varargs[-1]) -%}
    {%- if invocation_cache().get('reads_erased') -%}
        {#- See rows_to_erase(). What has an event of the same id again, which came after the erasure, is done already. -#}
        {%- set erased_rows -%}
            (select erased.* except (batch_id) from {{ relation.incorporate(path={'identifier': 'erased_' ~ relation.identifier}) }} as erased
            where not exists (
                select 1 from {{ relation }} as stored
                where {{ is_same_row(keys_of(graph.nodes['model.' ~ project_name ~ '.' ~ varargs[-1]])) }}
            ))
        {%- endset -%}
        {{ return(erased_rows) }}
    {%- endif -%}
    {%- if not execute or flags.WHICH not in ('build', 'run', 'retry') or model.resource_type != 'model'
        or config.get('materialized') != 'appended' -%}
        {{ return(relation) }}
    {%- endif -%}
    {%- for parent in parents_of(model) if parent.name == varargs[-1] and parent.config.materialized == 'appended' -%}
        {%- set condition -%}
            {%- if not is_rebuilt(graph.nodes[model.unique_id]) %} where batch_id > {{ table_state(graph.nodes[model.unique_id])['batch_id'] }}{% endif -%}
        {%- endset -%}
        {{ return('(select * except (batch_id) from ' ~ relation ~ condition ~ ')') }}
    {%- endfor -%}
    {{ return(relation) }}
{%- endmacro %}
