{#
    Checksum of all that decides what a model returns: its SQL, the config that shapes its table, the macros that it
    calls, the vars that these use, and the same of the models that it reads. Comments, blanks, descriptions and tests are
    left out, and so are the macros that only decide which rows a run reads.

    dbt's own `state:modified` does not notice a changed var, and needs the manifest of an earlier run.

    Args:
        node: graph node of a model, seed or snapshot.
        with_parents: whether to include the models that it reads: true, false, or `queries` for those that are no tables of
            models: views, ephemeral models and seeds.
#}
{% macro definition(node, with_parents=true) -%}
    {%- set known = invocation_cache().setdefault('definitions', {}) -%}
    {%- set name = (node.unique_id, with_parents) -%}
    {%- if name not in known -%}
        {%- set texts = {node.unique_id: without_comments(node.raw_code or '')} -%}
        {%- if node.resource_type == 'seed' -%}{%- do texts.update({node.unique_id: node.checksum.checksum}) -%}{%- endif -%}
        {%- for name in ('materialized', 'unique_key', 'partition_by', 'file_format') -%}
            {%- do texts.update({name: node.config.get(name) | string}) -%}
        {%- endfor -%}
        {%- do collect_macros(node.depends_on.macros, texts) -%}
        {%- for name in modules.re.findall('var\\(\\s*[\'"](\\w+)', texts.values() | join) | unique -%}
            {%- do texts.update({'var ' ~ name: var(name, none) | string}) -%}
        {%- endfor -%}
        {%- for id in node.depends_on.nodes if with_parents and id in graph.nodes -%}
            {%- if with_parents != 'queries' or graph.nodes[id].config.materialized in ('view', 'ephemeral', 'seed') -%}
                {%- do texts.update({id: definition(graph.nodes[id], with_parents)}) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do known.update({name: local_md5(texts.items() | sort | string)}) -%}
    {%- endif -%}
    {{ return(known[name]) }}
{%- endmacro %}

{#
    Add the text of macros, and of those that they call, to a dict.

    Args:
        ids: the macros, as in `macro.lake.index_key`.
        texts: the dict, by id.
#}
{% macro collect_macros(ids, texts) -%}
    {%- for id in ids if id not in texts -%}
        {%- set package, name = id.split('.')[1:] -%}
        {%- if package in context and name in context[package] -%}
            {%- set macro = context[package][name].macro -%}
            {#- dbt's own, and those that keep the books of a run, do not decide what a table holds -#}
            {%- if package not in ('dbt', 'dbt_spark', 'dbt_postgres', 'dbt_clickhouse') and '/lake/' not in macro.original_file_path -%}
                {%- do texts.update({id: without_comments(macro.macro_sql)}) -%}
                {%- do collect_macros(macro.depends_on.macros, texts) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{#
    SQL without comments, and with one blank for each run of blanks. Literals are kept as they are.

    Args:
        code: SQL with Jinja.
#}
{% macro without_comments(code) -%}
    {%- set code = modules.re.sub('(?s)\\{#.*?#\\}', '', code) -%}
    {%- set literal = '\'(?:[^\'\\\\]|\\\\.)*\'|"(?:[^"\\\\]|\\\\.)*"' -%}
    {{ return(modules.re.sub('(?s)(' ~ literal ~ ')|(?:--[^\n]*|/\\*.*?\\*/|\\s)+', '\\1 ', code) | trim) }}
{%- endmacro %}
