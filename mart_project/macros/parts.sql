{#
    Summaries that add up (`meta.parts`): a run changes them by the difference between the rows that it touches before its
    merge and after it. So its cost does not depend on how many rows the summary counts.

    Table incoming.<name>_parts has these rows, and view incoming.<name>_of_parts is the model as it counts them alone.
#}
{% macro parts_of(node) -%}
    {{ return(api.Relation.create(schema='incoming', identifier=node.alias ~ '_parts')) }}
{%- endmacro %}

{% macro counted_parts_of(node) -%}
    {{ return(api.Relation.create(schema='incoming', identifier=node.alias ~ '_of_parts')) }}
{%- endmacro %}

{#
    Statements that create table and view for the current model, or drop them.

    Args:
        node: graph node of the model.
        sql: the model.
#}
{% macro define_parts(node, sql) -%}
    {{ drop_incoming(counted_parts_of(node)) }}
    {{ drop_incoming(parts_of(node)) }}
    {%- if node.config.meta.parts %}
        {%- set parents = node.depends_on.nodes | reject('equalto', 'model.mart.watermark') | list -%}
        {%- if parents | length != 1 -%}
            {{ exceptions.raise_compiler_error(node.name ~ ' has meta.parts, so it must read one model or source.') }}
        {%- endif -%}
        {%- set parent = graph.sources.get(parents[0]) or graph.nodes[parents[0]] -%}
        {%- set read = ref(parent.name) if parents[0] in graph.nodes else source(parent.source_name, parent.name) -%}
        {%- set counted = sql | replace(read | string, parts_of(node) | string) %}
        {{ create_from_query('create unlogged table', parts_of(node), node.config.meta.parts, none, with_data=false) }};
        create view {{ counted_parts_of(node) }} as (
        {{ counted }}
        );
    {%- endif -%}
{%- endmacro %}

{#
    Checksum of a summary: definition(), and its parts.
#}
{% macro definition_with_parts(node) -%}
    {%- set checksum = definition(node, with_parents='queries') -%}
    {{ return(local_md5(checksum ~ node.config.meta.parts) if node.config.meta.parts else checksum) }}
{%- endmacro %}

{#
    Refuse a summary whose columns cannot be added up: floating-point sums would drift.
#}
{% macro check_parts(node) -%}
    {%- if node.config.meta.parts -%}
        {%- for name, type in types_of(counted_parts_of(node)).items() if name not in key_of(node) -%}
            {%- if type not in ('smallint', 'integer', 'bigint') and not type.startswith('numeric') -%}
                {{ exceptions.raise_compiler_error(
                    node.name ~ ' has meta.parts, so column ' ~ name ~ ' must be an exact number, and not ' ~ type ~ '.'
                ) }}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{% macro key_of(node) -%}
    {%- set key = node.config.unique_key -%}
    {{ return([key] if key is string else key) }}
{%- endmacro %}

{#
    Statement that counts the touched rows before the merge.
#}
{% macro count_parts_before(node) -%}
    do $parts$
    begin
        {{ stage_parts(node) }}
        create temporary table before_{{ node.alias }} on commit drop as select * from {{ counted_parts_of(node) }};
    exception when others then
        comment on view incoming.{{ node.alias }} is null;
    end
    $parts$;
{%- endmacro %}

{#
    Statements in PL/pgSQL that count the touched rows after the merge, and add the difference to the summary.
#}
{% macro add_parts(node) -%}
    {%- set table = api.Relation.create(schema=node.schema, identifier=node.alias) -%}
    {%- set view = api.Relation.create(schema='incoming', identifier=node.alias) -%}
    {%- set key, numbers = key_of(node), [] -%}
    {%- for name in types_of(counted_parts_of(node)) if name not in key -%}{%- do numbers.append(adapter.quote(name)) -%}{%- endfor %}
        {{ stage_parts(node) }}
        create temporary table change_of_{{ node.alias }} on commit drop as
        select {{ quoted(key) }}{% for number in numbers %}, sum({{ number }}) as {{ number }}{% endfor %}
        from (
            select {{ quoted(key) }}{% for number in numbers %}, {{ number }}{% endfor %} from {{ counted_parts_of(node) }}
            union all
            select {{ quoted(key) }}{% for number in numbers %}, -{{ number }}{% endfor %} from before_{{ node.alias }}
        ) as parts
        group by {{ quoted(key) }};
        update {{ table }} as stored
        set {% for number in numbers %}{{ number }} = stored.{{ number }} + change.{{ number }}{{ ', ' if not loop.last }}{% endfor %}
        from change_of_{{ node.alias }} as change
        where
            {{ are_equal(key, 'stored', 'change') }}
            and ({% for number in numbers %}change.{{ number }} != 0{{ ' or ' if not loop.last }}{% endfor %});
        insert into {{ table }} ({{ quoted(key) }}, {{ numbers | join(', ') }})
        select {{ quoted(key) }}, {{ numbers | join(', ') }} from change_of_{{ node.alias }} as change
        where not exists (select from {{ table }} as stored where {{ are_equal(key, 'stored', 'change') }});
        -- a sum of zero does not tell whether the key has any rows left
        delete from change_of_{{ node.alias }} as change
        where not exists (
            select from {{ table }} as stored
            where {{ are_equal(key, 'stored', 'change') }}{% for number in numbers %} and stored.{{ number }} = 0{% endfor %}
        );
        if exists (select from change_of_{{ node.alias }}) then
            delete from {{ table }} as stored
            where
                exists (select from change_of_{{ node.alias }} as change where {{ are_equal(key, 'stored', 'change') }})
                and not exists (select from {{ view }} as computed where {{ are_equal(key, 'stored', 'computed') }});
        end if;
        {{ clear_parts(node) }}
{%- endmacro %}

{#
    The rows may be those of a person who is forgotten later.
#}
{% macro clear_parts(node) -%}
    truncate {{ parts_of(node) }};
{%- endmacro %}

{% macro stage_parts(node) -%}
    {%- set names = types_of(counted_parts_of(node)) | list -%}
        delete from {{ parts_of(node) }};
        insert into {{ parts_of(node) }} {{ node.config.meta.parts }};
        if exists (
            select from {{ counted_parts_of(node) }}
            where
                num_nulls({{ quoted(names) }}) > 0
                -- NaN and infinity less themselves are NaN
                {%- for name in names if name not in key_of(node) %}
                or {{ adapter.quote(name) }} - {{ adapter.quote(name) }} != 0
                {%- endfor %}
        ) then
            raise exception 'a column is null or not finite, so the summary does not add up';
        end if;
{%- endmacro %}
