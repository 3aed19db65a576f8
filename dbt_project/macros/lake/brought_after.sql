{#
    SQL condition on the rows of a kept table: a run after the given one has brought them. Spark does not open the files
    that are older by a day: a file is no older than its rows, and a batch's id is the time of its run.

    Args:
        batch_id: the run.
#}
{% macro brought_after(batch_id) -%}
    batch_id > {{ batch_id }}
    {%- if batch_id > 86400000000 %} and _metadata.file_modification_time > timestamp_micros({{ batch_id - 86400000000 }}){% endif -%}
{%- endmacro %}
