{#
    Materialization `merged`: a table that grows by what each run publishes. Its model says what the last committed run
    has published; that is put into a table of the same name in schema `incoming`, and comes into the table itself with
    all others, in one transaction: see merge_incoming().

    Config:
        unique_key: the column, or list of columns, by which a row is known.
        indexes: as for tables.
        meta.clustered_by: optional, an SQL expression by which rows that are read together lie together.
        meta.covered: optional, columns that the unique index holds besides its own, for who reads many rows of few keys.
        meta.outdated: optional, an SQL condition on the table's rows (as `merged`): they are deleted after the merge.

    The table is created from the model's columns, which must be those that its YAML promises; columns that the model
    gets later are added.
#}
{% materialization merged, adapter='postgres' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set incoming = api.Relation.create(schema='incoming', identifier=this.identifier, type='table') -%}
    {%- set key = config.require('unique_key') -%}
    {%- if existing is none and not last_run_is_whole() -%}
        {{ exceptions.raise_compiler_error(
            this ~ ' does not exist, and the last run has published only what was new to the mart: '
            'ask for a full update, `GET /data/update?full=true`.'
        ) }}
    {%- endif -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% call statement('main') %}
        drop table if exists {{ incoming }};
        -- it is made again from the landing after a crash, and needs no log
        create unlogged table {{ incoming }} as ({{ sql }});
        create unique index on {{ incoming }} ({{ key if key is string else key | join(', ') }});
        analyze {{ incoming }};
        insert into incoming.contents values ('{{ incoming.identifier }}', {{ last_committed_run() }})
        on conflict (table_name) do update set run_id = excluded.run_id;
    {% endcall %}
    {% do ensure_table(like=incoming) %}
    {% do apply_grants(this, config.get('grants'), should_revoke=existing is not none) %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}
