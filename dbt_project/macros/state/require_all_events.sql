{#
    For a model that is built from `stg_events` and is not incremental in this run: fail if `stg_events` does not hold
    all events.
#}
{% macro require_all_events() -%}
    {%- if execute and not is_incremental() and table_state('stg_events')['is_whole'] | string == 'False' -%}
        {{ exceptions.raise_compiler_error(
            this.identifier ~ ' must be built from all events, but stg_events holds only the last batch. '
            'Rebuild everything: `dbt build --full-refresh`.'
        ) }}
    {%- endif -%}
{%- endmacro %}
