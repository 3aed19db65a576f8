{#
    The steps of a path into a JSON event, checked. A path is a list of names with dots in between. `[0]` is the first
    element of an array, `['a.b']` a name that holds a dot or a bracket.

    Args:
        path: the path, such as `actor.login`, `items[0].id` or `['user.name']`.
    Returns:
        A list of names (strings) and array indexes (integers); the first is a name.
    Raises:
        A compiler error if the text is not a path.
#}
{% macro json_path_steps(path) -%}
    {%- set step = "\\.?([^.\\[\\]'\"`\\\\]+)|\\[([0-9]+)\\]|\\.?\\['([^'\"`\\\\]+)'\\]" -%}
    {%- set text = path | string -%}
    {%- set steps = [] -%}
    {%- if not text.startswith('.') and modules.re.fullmatch('(?:' ~ step ~ ')+', text) -%}
        {%- for name, index, quoted in modules.re.findall(step, text) -%}
            {%- do steps.append(index | int if index else name or quoted) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if not steps or steps[0] is not string -%}
        {{ exceptions.raise_compiler_error(
            'In dbt_project.yml, `' ~ text ~ '` is no path into an event. Write names with dots in between, such as '
            "actor.login; [0] for an element of an array, such as items[0].id; ['user.name'] for a name that holds a "
            'dot. Quotes, backquotes and backslashes in names are not supported.'
        ) }}
    {%- endif -%}
    {{ return(steps) }}
{%- endmacro %}
