{#
    Materialization `publish`: writes the model's rows to the table of the same name in PostgreSQL schema `landing`,
    through Spark's JDBC catalog `mart`. Each row is tagged with the run (`run_id`, dbt's invocation id).

    The rows count once the run's row is in `landing.commits`, a publish model that depends on all others. The previous
    run's table is dropped whether or not that run committed: this run publishes again everything that the mart has not
    merged. See withdraw_commit() for how a half-written table is never read.

    PostgreSQL text cannot hold NUL, so NUL becomes U+FFFD. Timestamps are written as microseconds since 1970, because
    writing and reading JDBC timestamps takes a fifth of the time. The tables are unlogged, which saves another fifth.
    A crash of PostgreSQL empties them together with `landing.publishing`: see check_commit() in the mart project.
#}
{% materialization publish, adapter='spark' %}
    {%- set target = 'mart.landing.' ~ model['alias'] -%}
    {%- set columns = run_query('describe query ' ~ sql) -%}

    {{ run_hooks(pre_hooks) }}

    {% call statement('main') %}
        create or replace table {{ target }}
        {{ unlogged(model['alias']) }}
        as select
            '{{ invocation_id }}' as run_id,
            {%- for column in columns.rows %}
            {% if column[1] == 'string' -%}
            replace(`{{ column[0] }}`, char(0), '\ufffd') as `{{ column[0] }}`
            {%- elif column[1] == 'timestamp' -%}
            unix_micros(`{{ column[0] }}`) as `{{ column[0] }}`
            {%- else -%}
            `{{ column[0] }}`
            {%- endif -%}
            {{ ',' if not loop.last }}
            {%- endfor %}
        from ({{ sql }}) as model
    {% endcall %}

    {{ run_hooks(post_hooks) }}
    {{ return({'relations': []}) }}
{% endmaterialization %}
