{#
    dbt's materialization `view`, except that it does not replace a view whose definition is unchanged. Replacing a view
    waits for all its readers, blocks new readers meanwhile, and drops the views that others have created on it. The
    view's columns must match its YAML.
#}
{% materialization view, adapter='postgres' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set probe = 'probe_of_' ~ this.identifier -%}
    {%- set create_probe -%}
        drop view if exists pg_temp.{{ probe }};
        create temporary view {{ probe }} as (
        {{ sql }}
        );
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
    {%- if not is_same -%}
        {{ return(dbt.materialization_view_default()) }}
    {%- endif -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main') %}
        select 'the view is unchanged'
    {% endcall %}
    {% do apply_grants(this, config.get('grants'), should_revoke=true) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [this]}) }}
{% endmaterialization %}
