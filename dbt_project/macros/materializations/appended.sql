{#
    Materialization `appended`: a table of rows that do not change. Each run appends the rows of its batch that the table
    does not hold yet, and marks them with the batch in a column of its own, `batch_id`. So a run that was cut short is
    made good by the next one. The table is built anew if the batch is whole, see lake_batch().

    Config:
        unique_key: the column, or list of columns, that identifies a row. Within a batch, the model returns a key once.
        partition_by: column of the table's partitions; the last one that the model returns.
        meta.look_up: optional macro that returns the partitions in which to look for rows of the batch. By default, all.
#}
{% materialization appended, adapter='spark' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set batch = lake_batch() -%}
    {%- set key = config.require('unique_key') -%}
    {%- set key = [key] if key is string else key -%}
    {%- set partition = config.require('partition_by') -%}
    {{ run_hooks(pre_hooks) }}

    {%- if batch['is_whole'] -%}
        {%- if existing is not none -%}
            {%- do adapter.drop_relation(existing) -%}
        {%- endif -%}
        {% call statement('main') %}
            create table {{ this }}
            using parquet
            partitioned by ({{ partition }})
            as select /*+ rebalance({{ partition }}) */ *, {{ batch['batch_id'] }} as batch_id from ({{ sql }})
        {% endcall %}
    {%- else -%}
        {%- set partitions = context[config.get('meta').look_up]() if config.get('meta', {}).look_up else none -%}
        {% call statement('main') %}
            insert into {{ this }} by name
            select /*+ rebalance({{ partition }}) */ *, {{ batch['batch_id'] }} as batch_id
            from (
            {{ sql }}
            ) as arrived
            {%- if partitions is none or partitions %}
            where not exists (
                select 1 from {{ this }} as stored
                where
                    {% for name in key %}stored.{{ name }} = arrived.{{ name }} and {% endfor -%}
                    {{ 'true' if partitions is none else 'stored.' ~ partition ~ ' in (' ~ date_list(partitions) ~ ')' }}
            )
            {%- endif %}
        {% endcall %}
    {%- endif -%}

    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}
