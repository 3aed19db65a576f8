{#
    The top-level members of events that the configured paths begin with, and that one from_json() extracts. Spark does
    not tell names apart that differ only in case; of these, only the first is here.

    Returns:
        A list of names.
#}
{% macro event_fields() -%}
    {%- set names = [] -%}
    {%- set lower = [] -%}
    {%- for path in
        var('event_type_paths') + var('event_time_paths') + var('user_id_paths') + var('page_url_paths')
        + var('referrer_paths') -%}
        {%- set name = json_path_steps(path)[0] -%}
        {%- if name | lower not in lower -%}
            {%- do names.append(name) -%}
            {%- do lower.append(name | lower) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}

{#
    Spark schema that extracts event_fields() as text: a field that holds an object is returned as its JSON, so paths may
    disagree about the type of a field (`user` and `user.id`).

    Returns:
        DDL, such as '`type` string, `actor` string'.
#}
{% macro event_fields_schema() -%}
    {%- for name in event_fields() -%}
        `{{ name }}` string{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
