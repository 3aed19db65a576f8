{#
    Pre-hook of the mart tables: empty the table, in the transaction that fills it again.
    DELETE and not TRUNCATE, which would lock readers out until then.
#}
{% macro delete_all_rows() -%}
    {% if is_incremental() %}delete from {{ this }}{% endif %}
{%- endmacro %}
