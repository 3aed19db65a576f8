-- Schemas and privileges of the mart. Idempotent. pipeline/bootstrap.py creates the roles before. All SQL of the mart
-- runs on PostgreSQL 12, on which Greenplum 7 is built.

-- no privileges by default
revoke all on schema public from public;

-- landing: the publisher writes, the owner reads
create schema if not exists landing authorization eventmart_publisher;
grant usage on schema landing to eventmart_owner;
alter default privileges for role eventmart_publisher in schema landing
grant select on tables to eventmart_owner;

-- Ends what Spark is writing to schema landing, for a run that was cancelled: Spark cannot interrupt a statement that
-- waits in PostgreSQL. Returns whether there was anything.
set role eventmart_publisher;
create or replace function landing.end_statements() returns boolean
language sql security definer set search_path = pg_catalog
as $$
    select coalesce(bool_or(pg_terminate_backend(pid)), false)
    from pg_stat_activity
    where usename = current_user and state != 'idle' and query ilike '%landing%' and pid != pg_backend_pid()
$$;
revoke execute on function landing.end_statements() from public;
grant execute on function landing.end_statements() to eventmart_owner;
reset role;

-- mart: the owner builds, the reader selects
create schema if not exists mart authorization eventmart_owner;
grant usage on schema mart to eventmart_reader;
-- a model may have a schema of its own
grant create, temporary on database {database} to eventmart_owner;
alter default privileges for role eventmart_owner in schema mart
grant select on tables to eventmart_reader;

-- the publisher reads the mart's watermark; the owner grants select on that table
grant usage on schema mart to eventmart_publisher;

-- incoming: staging tables for the rows that a run has published, from which they are merged into the mart's tables
create schema if not exists incoming authorization eventmart_owner;
set role eventmart_owner;

-- the run that each table in schema incoming belongs to; unlogged like those tables, so a crash empties both
create unlogged table if not exists incoming.contents (
    table_name text primary key,
    run_id text not null
);

-- A text as jsonb; null if it is none. While a statement runs in parallel, PostgreSQL cannot end a block that catches
-- errors: that is an error in itself, and the block would catch it.
create or replace function incoming.try_jsonb(document text) returns jsonb
language plpgsql immutable parallel unsafe
as $$
begin
    return document::jsonb;
exception when data_exception or program_limit_exceeded then
    return null;
end
$$;
do $do$
begin
    if current_setting('server_version_num')::int >= 160000 then
        create or replace function incoming.try_jsonb(document text) returns jsonb
        language plpgsql immutable parallel safe
        as $$
        begin
            return case when pg_input_is_valid(document, 'jsonb') then document::jsonb end;
        end
        $$;
    end if;
end
$do$;

-- the tables that the lake publishes: the publisher sends what they lack
create table if not exists mart.published_tables (
    table_name text primary key,
    batch_id bigint not null,
    complete_through timestamptz,
    definition text not null
);
alter table mart.published_tables
add column if not exists sent_as text not null default '',
add column if not exists retained_from text not null default '';
comment on table mart.published_tables is
'The tables that the lake publishes, and how far the mart holds each of them. One row per table.';
grant select on mart.published_tables to eventmart_publisher;

-- the API answers with the least of these, of the tables that a query reads
create table if not exists mart.completeness (
    table_name text primary key,
    complete_through timestamptz not null
);
comment on table mart.completeness is
'Up to when each table and view of the mart is complete: it holds every event received up to this time. One row per '
'table.';
-- a mart of an earlier version is as complete as its watermark said
do $$
begin
    if to_regclass('mart.watermark') is not null and not exists (select from mart.completeness) then
        insert into mart.completeness
        select pg_class.relname, watermark.complete_through
        from pg_class
        cross join mart.watermark
        where
            pg_class.relnamespace = 'mart'::regnamespace and pg_class.relkind in ('r', 'v', 'm')
            and watermark.complete_through is not null;
    end if;
end
$$;

reset role;

do $$
begin
    -- Greenplum would send all rows of a run to one segment, by their first column, which is the run
    if exists (select from pg_settings where name = 'gp_create_table_random_default_distribution') then
        alter role eventmart_publisher set gp_create_table_random_default_distribution = on;
    end if;
end
$$;

-- a run aggregates whole days, and all days of the users in them
alter role eventmart_owner set work_mem = '128MB';

alter role eventmart_reader set search_path = mart;
alter role eventmart_reader set default_transaction_read_only = on;
alter role eventmart_reader set statement_timeout = '5min';
-- A transaction that a notebook leaves open blocks a run that changes a view. While the run waits for its lock, all
-- other readers of the view wait too.
alter role eventmart_reader set idle_in_transaction_session_timeout = '5min';
do $$
begin
    -- a query ends if its client is gone; before, PostgreSQL notices that only when it has a row to send
    if current_setting('server_version_num')::int >= 140000 then
        alter role eventmart_reader set client_connection_check_interval = '2s';
    end if;
exception
    when invalid_parameter_value then
        raise notice 'PostgreSQL cannot notice on this system that the client of a query is gone.';
end
$$;
-- What follows takes a superuser, which a hosted PostgreSQL may not give.
do $$
begin
    -- a query that sorts more than this is refused; it would fill the disk of the mart
    alter role eventmart_reader set temp_file_limit = '4GB';
exception
    when insufficient_privilege then
        raise notice 'The reader may write temporary files without a limit: the admin role is no superuser.';
end
$$;

do $$
declare
    signature text;
begin
    -- everybody may create large objects unless this is revoked
    for signature in
        select oid::regprocedure from pg_proc
        where
            pronamespace = 'pg_catalog'::regnamespace
            and proname in (
                'lo_create', 'lo_creat', 'lo_from_bytea', 'lo_put', 'lowrite', 'lo_open', 'lo_unlink', 'lo_truncate',
                'lo_truncate64'
            )
    loop
        execute format('revoke execute on function %s from public', signature);
    end loop;
exception
    when insufficient_privilege then
        raise notice 'The reader may create large objects: the admin role is no superuser.';
end
$$;

-- analytics: what the API calls in its queries on the mart
create schema if not exists analytics;
revoke all on schema analytics from public;
grant usage on schema analytics to eventmart_reader;

-- raises an error for a row that is larger than `max_bytes` as text, before PostgreSQL sends it
create or replace function analytics.fits(answer record, max_bytes bigint) returns boolean
language plpgsql immutable parallel safe cost 1
as $$
begin
    if octet_length(answer::text) > max_bytes then
        raise program_limit_exceeded using message = 'A row is too large. Select less of it.';
    end if;
    return true;
end
$$;

-- counts the changes of the mart: dbt adds one before it begins to write and one when it has ended
create table if not exists analytics.changes (
    -- it has one row
    is_only boolean primary key default true check (is_only),
    number bigint not null,
    is_changing boolean not null,
    -- views that read the clock or random numbers, and views on them; null, so that there is no version of the data,
    -- until dbt has looked for them
    restless_views text []
);
insert into analytics.changes (number, is_changing) select 0, false where not exists (select from analytics.changes);
grant usage on schema analytics to eventmart_owner;
grant select, update on analytics.changes to eventmart_owner;
grant select on analytics.changes to eventmart_reader;

-- the state of the data that a query of these tables reads; no row before the mart is built
create or replace function analytics.state(tables text[])
returns table (complete_through timestamptz, run_id text, version text)
language plpgsql stable
as $$
declare
    mart_tables text[] := tables;
    saved_through timestamptz;
    is_repeatable boolean := true;
    saved_version text;
begin
    if to_regclass('mart.watermark') is null then
        return;
    end if;
    if exists (select from unnest(tables) as table_name where starts_with(table_name, 'results.')) then
        select
            -- a saved view is as complete as what it reads
            tables || array(
                select unnest(saved.view_reads) from results.saved where 'results.' || saved.name = any(tables)
            ),
            -- of a result of which this is not known, nothing is known
            coalesce(min(coalesce(saved.complete_through, '-infinity')) filter (where not saved.is_view), 'infinity'),
            coalesce(bool_and(saved.is_repeatable), true),
            -- another one after each save and each removal of any result
            (select concat_ws('/', max(every.number), sum(every.number), count(*)) from results.saved as every)
        into mart_tables, saved_through, is_repeatable, saved_version
        from results.saved
        where 'results.' || saved.name = any(tables);
    end if;
    return query
    select
        nullif(
            least(watermark.complete_through, saved_through, (
                -- a table that no model describes, and a name that is no table, do not count
                select min(completeness.complete_through) from mart.completeness
                where completeness.table_name = any(mart_tables)
            )),
            '-infinity'
        ),
        -- behind the slash is the publish, of which a run may have several
        split_part(watermark.run_id, '/', 1),
        (
            -- while dbt writes, any transaction may have changed the mart
            select concat_ws(
                ' ', changes.number, saved_version, case when changes.is_changing then txid_current_snapshot() end
            )
            from analytics.changes
            where is_repeatable and not mart_tables && changes.restless_views
        )
    from mart.watermark;
end
$$;

-- longer than both timeouts above
alter role eventmart_owner set lock_timeout = '10min';
