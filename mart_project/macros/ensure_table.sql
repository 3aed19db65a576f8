{#
    Create a table if it is missing, and give it the columns of another relation. A new table gets its indexes with its
    first rows, see merge_incoming().

    A column that only the table has would keep old values. It is dropped if all rows are about to be replaced; if views
    read it, it becomes null instead.

    Args:
        table: relation of the table.
        like: the relation with the columns.
        node: graph node of its model, or what stands for it.
        is_whole: whether all rows of the table are about to be replaced. If not, the type of a column is not changed;
            nor is it if views read it.
    Returns:
        Why the table cannot be used, with the remedy; empty if it can.
#}
{% macro ensure_table(table, like, node, is_whole=false) -%}
    {%- if run_query("select 1 from pg_class where oid = to_regclass('" ~ table ~ "') and relkind = 'v'").rows -%}
        {#- it was a view before; dbt's own tables replace one in the same way -#}
        {%- do run_query('drop view ' ~ table ~ ' cascade') -%}
    {%- endif -%}
    {%- do run_query(create_from_query(
        'create table if not exists', table, 'select * from ' ~ like, distribution_key(node),
        with_data=false, is_columnar=node.config.meta.is_columnar
    )) -%}
    {%- set existing, types = types_of(table), types_of(like) -%}
    {%- for name, type in types.items() if existing.get(name, type) != type -%}
        {%- set problem = refused_change(table, name, existing[name], type, is_whole) -%}
        {%- if problem -%}{{ return(problem) }}{%- endif -%}
    {%- endfor -%}
    {%- if is_whole and node.is_published -%}{%- do empty_if_key_changed(table, node.config.unique_key) -%}{%- endif -%}
    {%- for name, type in types.items() -%}
        {%- if name not in existing -%}
            {%- do run_query('alter table ' ~ table ~ ' add column ' ~ adapter.quote(name) ~ ' ' ~ type) -%}
        {%- elif existing[name] != type -%}
            {%- do change_type(table, name, type) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for name in existing if is_whole and name not in types -%}
        {%- set views = views_reading(table, name) -%}
        {%- if views -%}
            {%- do log(
                'column ' ~ name ~ ' of ' ~ table ~ ' has no values any more; ' ~ views | join(', ') ~ ' read it', info=true
            ) -%}
            {%- set quoted_name = adapter.quote(name) -%}
            {%- do run_query('update ' ~ table ~ ' set ' ~ quoted_name ~ ' = null where ' ~ quoted_name ~ ' is not null') -%}
        {%- else -%}
            {%- do run_query('alter table ' ~ table ~ ' drop column ' ~ adapter.quote(name)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return('') }}
{%- endmacro %}

{#
    The same, for a table that the run cannot do without.
#}
{% macro require_table(table, like, node, is_whole=false) -%}
    {%- set problem = ensure_table(table, like, node, is_whole) -%}
    {%- if problem -%}{{ exceptions.raise_compiler_error(problem) }}{%- endif -%}
{%- endmacro %}

{#
    Types of the columns of a relation, by name. dbt's own function reports every array type as ARRAY.
#}
{% macro types_of(relation) -%}
    {%- set columns -%}
        select attname, format_type(atttypid, atttypmod) from pg_attribute
        where attrelid = '{{ relation }}'::regclass and attnum > 0 and not attisdropped
        order by attnum
    {%- endset -%}
    {%- set types = {} -%}
    {%- for name, type in run_query(columns).rows -%}{%- do types.update({name: type}) -%}{%- endfor -%}
    {{ return(types) }}
{%- endmacro %}

{#
    Why the type of a column cannot be changed, with the remedy; empty if it can.
#}
{% macro refused_change(table, name, old_type, new_type, is_whole) -%}
    {%- set change = 'Column ' ~ name ~ ' of ' ~ table ~ ' is ' ~ old_type ~ ', and shall be ' ~ new_type ~ '. ' -%}
    {%- if not is_whole -%}
        {{ return(change ~ 'Request a full update: `eventmart update --full`.') }}
    {%- endif -%}
    {%- set views = views_reading(table, name) -%}
    {%- if views -%}
        {{ return(
            change ~ 'Views read it. As eventmart_owner, run `drop view ' ~ views | join(', ') ~ ' cascade`, then request a '
            'full update, `eventmart update --full`, which creates the views of the mart again.'
        ) }}
    {%- endif -%}
    {{ return('') }}
{%- endmacro %}

{#
    Change the type of a column, and make its values null: all rows are about to be replaced.
#}
{% macro change_type(table, name, new_type) -%}
    {%- set of_key -%}
        select 1
        from pg_index
        inner join pg_attribute
            on pg_attribute.attrelid = pg_index.indrelid and pg_attribute.attnum = any(pg_index.indkey::smallint[])
        where pg_index.indrelid = '{{ table }}'::regclass and pg_index.indisprimary and pg_attribute.attname = '{{ name }}'
    {%- endset -%}
    {%- if run_query(of_key).rows -%}
        {#- a column of the primary key cannot be null; the rows are replaced in the same transaction -#}
        {%- do run_query('delete from ' ~ table) -%}
    {%- endif -%}
    {%- do run_query(
        'alter table ' ~ table ~ ' alter column ' ~ adapter.quote(name) ~ ' type ' ~ new_type ~ ' using null'
    ) -%}
{%- endmacro %}

{#
    The views that read a column. Those that define a summary are dropped: the summary is made anew.
#}
{% macro views_reading(table, name) -%}
    {%- set reading -%}
        select distinct pg_class.relnamespace::regnamespace::text, pg_rewrite.ev_class::regclass::text
        from pg_depend
        inner join pg_rewrite on pg_depend.objid = pg_rewrite.oid
        inner join pg_class on pg_rewrite.ev_class = pg_class.oid
        inner join pg_attribute
            on pg_depend.refobjid = pg_attribute.attrelid and pg_depend.refobjsubid = pg_attribute.attnum
        where
            pg_depend.classid = 'pg_rewrite'::regclass
            and pg_attribute.attrelid = '{{ table }}'::regclass
            and pg_attribute.attname = '{{ name }}'
        order by 2
    {%- endset -%}
    {%- set views = [] -%}
    {%- for schema, view in run_query(reading).rows -%}
        {%- if schema == 'incoming' -%}
            {#- the definition of a summary: the summary is made anew -#}
            {%- do run_query('drop view if exists ' ~ view ~ ' cascade') -%}
        {%- else -%}
            {%- do views.append(view) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(views) }}
{%- endmacro %}
