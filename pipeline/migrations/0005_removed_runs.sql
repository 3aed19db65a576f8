-- The records of the oldest runs are removed. This counts them, so that the totals never fall.
create table pipeline.removed_runs (
    state text primary key,
    run_count bigint not null
);
create index update_runs_by_state on pipeline.update_runs (state);
