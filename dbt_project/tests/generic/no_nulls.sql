{#
    Generic test: no row lacks a value in any of `columns`. dbt's own test looks at one column at a time, and each look at
    the lake takes its time.
#}
{% test no_nulls(model, columns) %}
    select {{ columns | join(', ') }}
    from {{ model }}
    where {{ columns | join(' is null or ') }} is null
{% endtest %}
