{#
    Materialization `merged`: a table into which each run merges the rows that it publishes. The model selects the rows
    of the last committed run. They are written to a table of the same name in schema `incoming`, and merged into the
    table itself together with all others, in one transaction: see merge_incoming().

    Config:
        unique_key: the column, or list of columns, that identifies a row.
        indexes: as for tables.
        meta.clustered_by: optional SQL expression. Rows are inserted in this order, so that rows that are read together
            are stored together.
        meta.covered: optional columns that the unique index includes besides its own, for queries that read many rows
            of few keys.
        meta.outdated: optional SQL condition on the table's rows (alias `merged`). Matching rows are deleted after the
            merge.

    The table is created from the model's columns, which must match its YAML. Columns that the model gains later are
    added.
#}
{% materialization merged, adapter='postgres' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set incoming = api.Relation.create(schema='incoming', identifier=this.identifier, type='table') -%}
    {%- set key = config.require('unique_key') -%}
    {%- if existing is none and not last_run_is_whole() -%}
        {{ exceptions.raise_compiler_error(
            this ~ ' does not exist, but the last run published only new and changed rows. '
            'Request a full update: `GET /data/update?full=true`.'
        ) }}
    {%- endif -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% call statement('main') %}
        {{ drop_incoming(incoming) }}
        -- unlogged: after a crash it is rebuilt from schema landing
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
