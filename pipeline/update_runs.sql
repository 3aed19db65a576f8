-- Schema of the records of update runs. Idempotent. Its tables come from pipeline/migrations. It may be in the database of
-- the mart, or on another server.

-- no privileges by default
revoke all on schema public from public;

create schema if not exists pipeline authorization eventmart_pipeline;
set role eventmart_pipeline;

create table if not exists pipeline.migrations (
    number integer primary key,
    name text not null,
    applied_at timestamptz not null default now()
);

reset role;
