-- Who is to be forgotten. Once that is done, the row no longer says who it was: a hash of an id that can be guessed would
-- be no secret.
create table pipeline.erasures (
    erasure_id uuid primary key,
    requested_at timestamptz not null,
    user_id text,
    source text,
    line_count bigint not null default 0,
    raw_erased_at timestamptz,
    finished_at timestamptz,
    check ((user_id is null) = (finished_at is not null))
);
