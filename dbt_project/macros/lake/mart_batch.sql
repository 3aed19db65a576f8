{#
    The last batch in the mart, from its watermark; 0 if there is no mart yet. withdraw_commit() calls it first, so that
    the models that publish concurrently do not each query it.
#}
{% macro mart_batch() -%}
    {%- if 'mart_batch' not in invocation_cache() -%}
        {%- set batch = namespace(id=0) -%}
        {%- if run_query("show tables in mart.mart like 'watermark'").rows -%}
            {%- for row in run_query('select batch_id from mart.mart.watermark').rows -%}
                {%- set batch.id = row[0] -%}
            {%- endfor -%}
        {%- endif -%}
        {%- do invocation_cache().update({'mart_batch': batch.id}) -%}
    {%- endif -%}
    {{ return(invocation_cache()['mart_batch']) }}
{%- endmacro %}
