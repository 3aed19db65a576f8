{#
    Query that adds the user of each item to a query, found as in stg_events.

    Args:
        query: SQL query.
        content: name of its column that holds the event or the item, as text.
#}
{% macro with_user(query, content) -%}
    select * except (legible, fields, named), {{ index_key('named') }} as found_user_id
    from (
        select *, {{ plain_number(first_json_value('fields', 'legible', var('user_id_paths'))) }} as named
        from (
            select *, from_json(legible, '{{ event_fields_schema() }}') as fields
            from (
                select *, {{ whole_characters(content) }} as legible
                from ({{ query }})
            )
        )
    )
{%- endmacro %}

{#
    SQL condition: an item is the person's whom a request names. The user of an item that was rejected because it is no
    JSON, or that is cut, cannot be found. Such an item is taken for the person's if it holds the id as a word.

    Args:
        items: alias of a result of with_user(). Its query has columns `source`, `received_at`, `is_rejected`, `content`.
        erasures: alias of a result of requested_erasures().
#}
{% macro is_persons(items, erasures) -%}
    (
        {{ erasures }}.user_id = {{ items }}.found_user_id
        or (
            {{ items }}.is_rejected
            and {{ items }}.found_user_id is null
            and get_json_object({{ items }}.content, '$') is null
            and {{ holds_word(items ~ '.content', erasures ~ '.user_id') }}
        )
    )
    and {{ is_covered(items ~ '.source', items ~ '.received_at', erasures) }}
{%- endmacro %}

{#
    SQL condition: a request covers what was received from a source at a time.

    Args:
        source, received_at: SQL expressions; NULL if unknown.
        erasures: as above.
#}
{% macro is_covered(source, received_at, erasures) -%}
    ({{ erasures }}.source is null or {{ erasures }}.source = {{ source }})
    and coalesce({{ received_at }} <= {{ erasures }}.requested_at, true)
{%- endmacro %}
