{#
    dbt's materialization `view`, but that a view which says the same as before is left alone: to put another in its
    place waits for all who read it, lets nobody read it meanwhile, and takes away the views that others have made on it.
    Its columns must be those that its YAML promises.
#}
{% materialization view, adapter='postgres' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set probe = 'probe_of_' ~ this.identifier -%}
    {%- set create_probe -%}
        drop view if exists pg_temp.{{ probe }};
        create temporary view {{ probe }} as ({{ sql }});
        select pg_my_temp_schema()::regnamespace
    {%- endset -%}
    {%- set temporary = run_query(create_probe).columns[0].values()[0] -%}
    {%- do check_columns(api.Relation.create(schema=temporary, identifier=probe)) -%}
    {%- if existing is not none and existing.is_view -%}
        {%- set comparison -%}
            select pg_get_viewdef('pg_temp.{{ probe }}'::regclass) = pg_get_viewdef('{{ this }}'::regclass)
        {%- endset -%}
        {%- set is_same = run_query(comparison).columns[0].values()[0] -%}
    {%- endif -%}
    {%- do run_query('drop view pg_temp.' ~ probe) -%}
    {%- if not is_same -%}
        {{ return(dbt.materialization_view_default()) }}
    {%- endif -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main') %}
        select 'it is as it should be'
    {% endcall %}
    {% do apply_grants(this, config.get('grants'), should_revoke=true) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [this]}) }}
{% endmaterialization %}
