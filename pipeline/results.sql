-- Schema results: the queries whose result is being saved. pipeline/saved_results.sql adds what only a mart has on
-- PostgreSQL. Idempotent.
create schema if not exists results authorization eventmart_saver;
alter role eventmart_saver set search_path = '';
set role eventmart_saver;

-- queries whose result is being saved, and those that have ended lately. Their SQL is their senders' alone.
create table if not exists results.queries (
    query_id uuid primary key,
    save_as text not null,
    engine text not null,
    sql text not null,
    requested_by text not null,
    requested_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    state text not null check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    row_count bigint,
    error text
);
reset role;
