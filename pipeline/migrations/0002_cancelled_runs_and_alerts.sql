-- Runs can be cancelled, are tried again, tell dbt's results, and are requested once with an idempotency key. Alerts.

alter table pipeline.update_runs
drop constraint update_runs_state_check,
add constraint update_runs_state_check
check (state in ('queued', 'running', 'succeeded', 'succeeded_with_failures', 'failed', 'cancelled')),
add column tries integer not null default 0,
add column cancel_requested_at timestamptz;

-- dbt's results of the steps of runs, see eventmart/node_results.py
create table pipeline.node_results (
    number bigint generated always as identity primary key,
    run_id uuid not null,
    step integer not null,
    nodes jsonb not null
);
create index node_results_by_run on pipeline.node_results (run_id);

-- idempotency keys of requests, see eventmart/idempotency.py
create table pipeline.idempotency_keys (
    number bigint generated always as identity unique,
    caller text not null,
    key text not null,
    request text not null,
    run_id uuid,
    created_at timestamptz not null default now(),
    primary key (caller, key)
);

-- the alerts that are on, and the messages about them that the webhook has not got yet, see pipeline/alerts.py
create table pipeline.alerts (
    name text primary key,
    began_at timestamptz not null,
    detail text not null
);
create table pipeline.alert_messages (
    number bigint generated always as identity primary key,
    message jsonb not null,
    created_at timestamptz not null,
    tries integer not null default 0,
    next_try_at timestamptz not null
);
