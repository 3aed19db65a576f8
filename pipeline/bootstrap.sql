-- Schemas and rights of the mart's database; safe to run again. The roles exist by then (pipeline/bootstrap.py).

-- nobody gets anything by default
revoke all on schema public from public;

-- landing: the publisher writes, the owner reads
create schema if not exists landing authorization eventmart_publisher;
grant usage on schema landing to eventmart_owner;
alter default privileges for role eventmart_publisher in schema landing
grant select on tables to eventmart_owner;

-- mart: the owner builds, the reader selects
create schema if not exists mart authorization eventmart_owner;
grant usage on schema mart to eventmart_reader;
grant temporary on database {database} to eventmart_owner;
alter default privileges for role eventmart_owner in schema mart
grant select on tables to eventmart_reader;

-- the publisher asks how far the mart is: the owner lets it read the watermark
grant usage on schema mart to eventmart_publisher;

-- incoming: what a run has published, on its way into the mart's tables
create schema if not exists incoming authorization eventmart_owner;
set role eventmart_owner;

-- of which run the tables there are; unlogged like them, so that a crash that empties them empties this too
create unlogged table if not exists incoming.contents (
    table_name text primary key,
    run_id text not null
);

reset role;

-- a run sums up whole days, and all days of users
alter role eventmart_owner set work_mem = '128MB';

alter role eventmart_reader set search_path = mart;
alter role eventmart_reader set default_transaction_read_only = on;
alter role eventmart_reader set statement_timeout = '5min';
-- a notebook that is left open would hold up a run that changes a view, and with it all other readers of the view
alter role eventmart_reader set idle_in_transaction_session_timeout = '5min';
-- longer than both
alter role eventmart_owner set lock_timeout = '10min';

-- pipeline: records of the update runs
create schema if not exists pipeline authorization eventmart_pipeline;
set role eventmart_pipeline;

create table if not exists pipeline.update_runs (
    run_id uuid primary key,
    state text not null check (state in ('queued', 'running', 'succeeded', 'failed')),
    requested_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    steps jsonb not null default '[]',
    error text
);
alter table pipeline.update_runs
add column if not exists is_full boolean not null default false,
add column if not exists replay_from timestamptz,
add column if not exists replay_to timestamptz;

-- a run that has not begun serves everybody who asks meanwhile
create unique index if not exists update_runs_one_queued on pipeline.update_runs (state) where state = 'queued';
-- one at a time
create unique index if not exists update_runs_one_running on pipeline.update_runs (state) where state = 'running';

reset role;
