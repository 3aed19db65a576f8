{#
    The members of events that the configured paths lead to, and that one from_json() extracts. Spark does not tell names
    apart that differ only in case, and a member is either a text or an object; of paths that disagree, only the first is
    here. A path into an array is not.

    Returns:
        A dict by name; its values are such dicts of the members of a member, empty for one that is extracted as text.
#}
{% macro event_fields() -%}
    {%- set fields = {} -%}
    {%- for path in
        var('event_type_paths') + var('event_time_paths') + var('user_id_paths') + var('page_url_paths')
        + var('referrer_paths') -%}
        {%- set steps = json_path_steps(path) -%}
        {%- if steps | select('string') | list == steps -%}
            {%- do add_field(fields, steps) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(fields) }}
{%- endmacro %}

{% macro add_field(fields, steps) -%}
    {%- set name, rest = steps[0], steps[1:] -%}
    {%- set is_new = name | lower not in fields | map('lower') -%}
    {%- if is_new -%}
        {%- do fields.update({name: {}}) -%}
    {%- endif -%}
    {%- if rest and (is_new or fields.get(name)) -%}
        {%- do add_field(fields[name], rest) -%}
    {%- endif -%}
{%- endmacro %}

{#
    Whether event_fields() has the member at a path as text.

    Args:
        fields: the result of event_fields(), or a dict in it.
        steps: the result of json_path_steps().
#}
{% macro has_field(fields, steps) -%}
    {%- set members = fields.get(steps[0]) -%}
    {{ return(has_field(members, steps[1:]) if members and steps[1:] else members == {} and not steps[1:]) }}
{%- endmacro %}

{#
    Spark schema that extracts event_fields(). An object where text is expected is returned as its JSON, and a text where
    an object is expected as NULL: JSON in a text has no members.

    Args:
        fields: the result of event_fields(), or a dict in it.
    Returns:
        DDL, such as '`type` string, `actor` struct<`login` string>'.
#}
{% macro event_fields_schema(fields) -%}
    {%- for name, members in (fields or event_fields()).items() -%}
        `{{ name }}` {{ 'struct<' ~ event_fields_schema(members) ~ '>' if members else 'string' }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
