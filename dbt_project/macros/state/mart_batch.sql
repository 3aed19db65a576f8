{#
    The last batch that the mart has, as its watermark says; 0 where there is no mart yet. It is asked for once, by
    withdraw_commit(), and not by each of the models that are published at the same time.
#}
{% macro mart_batch() -%}
    {%- if 'mart_batch' not in known() -%}
        {%- set batch = namespace(id=0) -%}
        {%- if run_query("show tables in mart.mart like 'watermark'").rows -%}
            {%- for row in run_query('select batch_id from mart.mart.watermark').rows -%}
                {%- set batch.id = row[0] -%}
            {%- endfor -%}
        {%- endif -%}
        {%- do known().update({'mart_batch': batch.id}) -%}
    {%- endif -%}
    {{ return(known()['mart_batch']) }}
{%- endmacro %}
