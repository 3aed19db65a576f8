{#
    Materialization `publish`: append the model's rows to the table of the same name in PostgreSQL's schema
    `landing`, through Spark's JDBC catalog `mart`, tagged with the run (`run_id`, dbt's invocation id).

    Nobody reads them until the run's row in `landing.commits` is there, which is a publish model too and depends
    on all others. What an earlier run has left, committed or not, the mart project clears away.

    The table is created from the model's columns; where they have changed, it is dropped and made anew: what it held
    and the mart has not merged, this run publishes again.

    PostgreSQL's text cannot hold the character NUL: it becomes U+FFFD.
#}
{% materialization publish, adapter='spark' %}
    {%- set target = 'mart.landing.' ~ model['alias'] -%}
    {%- set columns = run_query('describe query ' ~ sql) -%}
    {%- set names = ['run_id'] + columns.columns[0].values() | list -%}

    {{ run_hooks(pre_hooks) }}

    {% set tagged %}
        select
            '{{ invocation_id }}' as run_id,
            {%- for column in columns.rows %}
            {% if column[1] == 'string' -%}
            replace(`{{ column[0] }}`, char(0), '\ufffd') as `{{ column[0] }}`
            {%- else -%}
            `{{ column[0] }}`
            {%- endif -%}
            {{ ',' if not loop.last }}
            {%- endfor %}
        from ({{ sql }}) as model
    {% endset %}

    {% set create_empty %}
        create table if not exists {{ target }} (
            run_id string,
            {%- for column in columns.rows %}
            `{{ column[0] }}` {{ column[1] }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
    {% endset %}
    {% do run_query(create_empty) %}
    {% if (run_query('describe table ' ~ target).columns[0].values() | list)[:names | length] != names %}
        {% do run_query('drop table ' ~ target) %}
        {% do run_query(create_empty) %}
    {% endif %}

    {% call statement('main') %}
        insert into {{ target }} by name {{ tagged }}
    {% endcall %}

    {{ run_hooks(post_hooks) }}
    {{ return({'relations': []}) }}
{% endmaterialization %}
