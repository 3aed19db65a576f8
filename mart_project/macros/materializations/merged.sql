{#
    Materialization `merged`: a table that is computed from the published events, and into which each run merges rows.
    The model selects the rows to merge. They are written to a table of the same name in schema `incoming`, and merged
    into the table itself together with all others, in one transaction: see merge_incoming().

    A published table that needs no model is merged as it is.

    Config:
        unique_key: the column, or list of columns, that identifies a row.
        indexes: as for tables.
        meta.clustered_by: optional SQL expression. Rows are inserted in this order, so that rows that are read together
            are stored together.
        meta.is_columnar: on Greenplum, whether the table is stored by column, which suits large tables of which most
            queries read few columns.
        meta.covered: optional columns that the unique index includes besides its own, for queries that read many rows
            of few keys.
        meta.outdated: optional SQL condition on the table's rows (alias `merged`). Matching rows are deleted after the
            merge.

    The table is created from the model's columns, which must match its YAML. Columns that the model gains later are
    added.
#}
{% materialization merged, adapter='postgres' %}
    {%- if not is_production() -%}
        {#- update runs merge into the tables of target `prod`; others look at these -#}
        {% call statement('main') %}
            create or replace view {{ this }} as select * from {{ project_name }}.{{ this.identifier }}
        {% endcall %}
        {% do adapter.commit() %}
        {{ return({'relations': [this.incorporate(type='view')]}) }}
    {%- endif -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set incoming = api.Relation.create(schema='incoming', identifier=this.identifier, type='table') -%}
    {%- set key = config.require('unique_key') -%}
    {%- if existing is none and not are_all_events_sent() -%}
        {{ exceptions.raise_compiler_error(
            this ~ ' does not exist, but the last run published only new rows. '
            'Request a full update: `eventmart update --full`.'
        ) }}
    {%- endif -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {% call statement('main') %}
        {{ stage_incoming(incoming, sql, [key] if key is string else key, 'unique_key_of_' ~ model.name) }}
    {% endcall %}
    {% do check_columns(incoming) %}
    {% do require_table(this, like=incoming, node=graph.nodes[model.unique_id], is_whole=are_all_events_sent()) %}
    {% do apply_grants(this, config.get('grants'), should_revoke=existing is not none) %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}
