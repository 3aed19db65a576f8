{#
    Materialization `publish`: the model's rows as the table of the same name in PostgreSQL's schema `landing`, through
    Spark's JDBC catalog `mart`, tagged with the run (`run_id`, dbt's invocation id).

    Nobody reads them until the run's row in `landing.commits` is there, which is a publish model too and depends
    on all others. The table of the run before is dropped, committed or not: what it held and the mart has not merged,
    this run publishes again. See withdraw_commit() for how nobody reads half of it.

    PostgreSQL's text cannot hold the character NUL: it becomes U+FFFD. Times go as microseconds since 1970: to write them
    as JDBC has it, and to read that, is a fifth of the work. The tables are unlogged, which is another fifth; after a
    crash of PostgreSQL they are empty, and so is `landing.publishing`: see check_commit() of the mart project.
#}
{% materialization publish, adapter='spark' %}
    {%- set target = 'mart.landing.' ~ model['alias'] -%}
    {%- set columns = run_query('describe query ' ~ sql) -%}

    {{ run_hooks(pre_hooks) }}

    {% do run_query('drop table if exists ' ~ target) %}
    {% call statement('main') %}
        create table {{ target }}
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
