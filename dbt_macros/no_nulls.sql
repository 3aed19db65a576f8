{#
    Generic test: no row has a null in any of `columns`. dbt's not_null tests one column per query, and every
    query takes time.
#}
{% test no_nulls(model, columns) %}
    select {{ columns | join(', ') }}
    from {{ model }}
    where {{ columns | join(' is null or ') }} is null
{% endtest %}
