-- The backups that were restored into this stack, each with the full run that it requested.
create table pipeline.restores (
    backup_id uuid primary key,
    restored_at timestamptz not null default now(),
    run_id uuid not null
);
