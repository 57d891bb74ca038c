using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Pipeline.Database.Migrations;

/// <summary>What operators look at: failed attempts, throughput and latency, what the sweeps did, who may come in, and who changed what.</summary>
[DbContext(typeof(PipelineDb))]
[Migration("20261122070000_Operations")]
internal sealed class Operations : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        -- A failed attempt of a job, or a run that its worker vanished with; success writes nothing here. Rows go with their job, in the same statement:
        -- a foreign key would have every job looked up once more.
        create table pipeline.attempt (
            job_id     uuid not null,
            id         bigint generated always as identity,
            generation smallint not null,
            attempt    smallint not null,
            kind       text not null check (kind in ('failed', 'interrupted')),
            started_at timestamptz not null,
            elapsed    interval not null,
            error      text,
            worker     uuid,
            primary key (job_id, id)
        );

        -- What jobs of a type came to in a bucket of so many seconds, and how long they waited and ran: how many were in each step of a scale.
        create table pipeline.activity (
            seconds   smallint not null,
            bucket    timestamptz not null,
            type      text not null,
            succeeded integer not null,
            retried   integer not null,
            dead      integer not null,
            cancelled integer not null,
            expired   integer not null,
            wait      integer[] not null,
            run       integer[] not null,
            primary key (seconds, bucket, type)
        ) with (fillfactor = 50);
        create function pipeline.add_up(integer[], integer[]) returns integer[] language sql immutable as
        $$ select array_agg(coalesce(a, 0) + coalesce(b, 0) order by n) from unnest($1, $2) with ordinality as u(a, b, n) $$;

        create table pipeline.lane_activity (
            bucket timestamptz not null,
            lane   smallint not null,
            jobs   integer not null,
            primary key (bucket, lane)
        ) with (fillfactor = 50);

        create table pipeline.sweep (
            name        text primary key,
            last_at     timestamptz not null,
            elapsed     interval not null,
            count       integer not null,
            error       text,
            runs        bigint not null,
            total       bigint not null,
            acted_at    timestamptz,
            acted_count integer
        ) with (fillfactor = 50);

        -- One row at most: the hash of the key that was made because none was given.
        create table pipeline.access_key (
            only_one boolean primary key default true check (only_one),
            hash     bytea not null,
            made_at  timestamptz not null default now()
        );

        -- A row is there before its change is made.
        create table pipeline.audit (
            id      uuid primary key,
            at      timestamptz not null default now(),
            what    text not null,
            target  text,
            key     text,
            outcome text not null default 'begun' check (outcome in ('begun', 'done', 'refused', 'failed')),
            status  smallint,
            count   integer
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        drop table pipeline.audit;
        drop table pipeline.access_key;
        drop table pipeline.sweep;
        drop table pipeline.lane_activity;
        drop table pipeline.activity;
        drop function pipeline.add_up(integer[], integer[]);
        drop table pipeline.attempt;
        """);
}
