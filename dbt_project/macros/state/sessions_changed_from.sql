{#
    The date of the first event of the sessions that are to be published, as text; where there are none, one that never
    comes.
#}
{% macro sessions_changed_from() -%}
    {%- set first -%}
        select coalesce(cast(to_date(min(session_started_at)) as string), '9999-12-31')
        from {{ ref('int_sessions_by_day') }}
        where {{ has_changed_since(published_since()) }}
    {%- endset -%}
    {{ return(run_query(first).columns[0].values()[0]) }}
{%- endmacro %}
