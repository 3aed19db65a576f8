-- Records of the update runs. Idempotent, as no later migration needs to be: it also brings a database up to date that
-- was created before migrations were recorded.

create table if not exists pipeline.update_runs (
    run_id uuid primary key,
    state text not null,
    requested_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    steps jsonb not null default '[]',
    error text
);
alter table pipeline.update_runs
drop constraint if exists update_runs_state_check,
add constraint update_runs_state_check
check (state in ('queued', 'running', 'succeeded', 'succeeded_with_failures', 'failed')),
add column if not exists is_full boolean not null default false,
add column if not exists replay_from timestamptz,
add column if not exists replay_to timestamptz,
add column if not exists requested_by text not null default 'api';

-- what the worker will do next by itself: one row
create table if not exists pipeline.plan (
    every text not null,
    next_at timestamptz,
    note text not null
);
create unique index if not exists plan_has_one_row on pipeline.plan ((true));

-- at most one queued run: requests that come before it begins share it
create unique index if not exists update_runs_one_queued on pipeline.update_runs (state) where state = 'queued';
-- at most one running run
create unique index if not exists update_runs_one_running on pipeline.update_runs (state) where state = 'running';
-- the list of runs, newest first
create index if not exists update_runs_by_time on pipeline.update_runs (requested_at, run_id);

-- the worker locks this table while it lives, see pipeline/worker_lock.py
create table if not exists pipeline.worker_lock (worker text);
