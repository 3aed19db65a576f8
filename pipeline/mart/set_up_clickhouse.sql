-- Databases of the mart on ClickHouse. Idempotent. pipeline/mart/set_up_clickhouse.py runs one statement after the other.

-- landing: the publisher writes, the owner reads
create database if not exists landing;

-- incoming: the rows that a run has published, in the form in which they are merged
create database if not exists incoming;

-- summaries that the merge has begun to update, until it has updated all: the last one has failed
create table if not exists incoming.summaries_begun (
    name String,
    begun_at DateTime64(9, 'UTC') default now64(9)
) engine = MergeTree order by name;

-- two generations of each table: readers see one, a run writes the other
create database if not exists mart_a;
create database if not exists mart_b;

-- mart: views of the tables of the current generation, and what dbt's own materializations build
create database if not exists mart;

-- analytics: what the API and the views read
create database if not exists analytics;

-- Numbers the changes of the mart; the row with the highest number counts, the others may go. Readers see the tables of
-- `generation`. dbt adds a row before it begins to write, one when it switches, and one when it has ended.
create table if not exists analytics.changes (
    number UInt64,
    generation LowCardinality(String),
    is_changing Bool,
    -- views that read the clock or random numbers, and views on them
    restless_views Array(String),
    switched_at DateTime64(6, 'UTC')
) engine = ReplacingMergeTree(number) order by tuple()
settings fsync_after_insert = 1, fsync_part_directory = 1;

insert into analytics.changes
select 0, 'mart_a', false, [], now64(6) where not exists (select 1 from analytics.changes);

-- the tables that the lake publishes: the publisher sends what they lack
create table if not exists mart_a.published_tables (
    table_name String,
    batch_id Int64,
    complete_through Nullable(DateTime64(6, 'UTC')),
    definition String,
    sent_as String,
    retained_from String
) engine = MergeTree order by table_name;

create table if not exists mart_b.published_tables as mart_a.published_tables;

-- the API answers with the least of these, of the tables that a query reads
create table if not exists mart_a.completeness (
    table_name String,
    complete_through DateTime64(6, 'UTC')
) engine = MergeTree order by table_name;

create table if not exists mart_b.completeness as mart_a.completeness;

-- how summaries are computed; see macro definitions_of of the mart's project
create table if not exists mart_a.summaries (
    name String,
    checksum String,
    definition String,
    recorded_at DateTime64(9, 'UTC') default now64(9)
) engine = MergeTree order by name;

create table if not exists mart_b.summaries as mart_a.summaries;

create or replace view mart.published_tables as
select * from mart_a.published_tables
where (select generation from analytics.changes order by number desc limit 1) = 'mart_a'
union all
select * from mart_b.published_tables
where (select generation from analytics.changes order by number desc limit 1) = 'mart_b'
comment 'The tables that the lake publishes, and how far the mart holds each of them. One row per table.';

create or replace view mart.completeness as
select * from mart_a.completeness
where (select generation from analytics.changes order by number desc limit 1) = 'mart_a'
union all
select * from mart_b.completeness
where (select generation from analytics.changes order by number desc limit 1) = 'mart_b'
comment 'Up to when each table and view of the mart is complete: it holds every event received up to this time. One row per table.';

-- results: tables and views that queries were saved as. The comment of each has its record.
create database if not exists results;

create or replace view results.saved sql security invoker as
select
    name,
    JSONExtractBool(comment, 'result', 'is_view') as is_view,
    JSONExtractString(comment, 'result', 'engine') as engine,
    JSONExtractString(comment, 'result', 'sql') as sql,
    JSONExtractRaw(comment, 'result', 'parameters') as parameters,
    JSONExtractString(comment, 'result', 'saved_by') as saved_by,
    parseDateTime64BestEffort(JSONExtractString(comment, 'result', 'saved_at'), 6, 'UTC') as saved_at,
    parseDateTime64BestEffortOrNull(JSONExtractString(comment, 'result', 'expires_at'), 6, 'UTC') as expires_at,
    parseDateTime64BestEffortOrNull(
        JSONExtractString(comment, 'result', 'complete_through'), 6, 'UTC'
    ) as complete_through,
    JSONExtract(comment, 'result', 'run_id', 'Nullable(String)') as run_id,
    JSONExtract(comment, 'result', 'row_count', 'Nullable(Int64)') as row_count,
    JSONExtract(comment, 'result', 'byte_count', 'Nullable(Int64)') as byte_count
from system.tables
where database = 'results' and startsWith(comment, '{') and not startsWith(name, 'new ');
