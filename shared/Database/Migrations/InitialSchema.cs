using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Pipeline.Database.Migrations;

[DbContext(typeof(PipelineDb))]
[Migration("20261122000000_InitialSchema")]
internal sealed class InitialSchema : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create schema if not exists pipeline;

        -- A job is 'queued' until it has an outcome; whether it waits or runs stands in its outbox row.
        create type pipeline.job_status as enum ('queued', 'succeeded', 'dead', 'cancelled', 'expired');

        -- No index names a column that changes, and more than half of each page is free, as a job with its outcome is longer than one
        -- without: the jobs of a page get their outcomes together, and every one of these updates stays HOT.
        create table pipeline.job (
            id            uuid primary key,
            type          text not null,
            version       integer not null,
            args          text not null,
            status        pipeline.job_status not null default 'queued',
            generation    smallint not null default 0,
            attempt       smallint not null default 0,
            interruptions smallint not null default 0,
            parked        smallint not null default 0,
            message_id    uuid,
            flow_id       uuid,
            flow_index    integer,
            trace_parent  text,
            created_at    timestamptz not null default now(),
            started_at    timestamptz,
            finished_at   timestamptz,
            result        text,
            error         text
        ) with (fillfactor = 45);
        create index job_flow on pipeline.job (flow_id, flow_index) where flow_id is not null;

        -- One row is one message: written with its jobs, published by the relay, leased by the worker that runs them,
        -- deleted when all of them have an outcome. A job without an outcome is named by exactly one row.
        create table pipeline.outbox (
            id           uuid primary key,
            type         text not null,
            version      integer not null,
            jobs         uuid[] not null,
            lone         boolean not null default false,
            due_at       timestamptz not null default now(),
            delay        interval,
            trace_parent text,
            created_at   timestamptz not null default now(),
            taken_by     uuid,
            taken_until  timestamptz,
            lane         smallint,
            published_at timestamptz,
            republished  smallint not null default 0,
            token        uuid,
            owner        uuid,
            alone        boolean not null default false,
            claimed_at   timestamptz
        ) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
        create index outbox_due on pipeline.outbox (due_at) where published_at is null;
        create index outbox_lane on pipeline.outbox (lane, published_at) where token is null and published_at is not null;
        create index outbox_owner on pipeline.outbox (owner) where owner is not null;

        -- A delay counts from the database's clock, whatever the caller's says.
        create function pipeline.set_due() returns trigger language plpgsql as $$ begin new.due_at := now() + new.delay; return new; end $$;
        create trigger outbox_due before insert on pipeline.outbox for each row when (new.delay is not null) execute function pipeline.set_due();

        -- A worker is one incarnation of a process; per lane: the newest message it claimed, and the one that it runs now.
        create table pipeline.worker (
            id           uuid primary key,
            host         text not null,
            started_at   timestamptz not null default now(),
            heartbeat_at timestamptz not null default now(),
            released_at  timestamptz,
            claimed      timestamptz[] not null default '{}',
            running      timestamptz[] not null default '{}'
        ) with (fillfactor = 50);

        create table pipeline.flow (
            id              uuid primary key,
            name            text not null,
            total           integer not null,
            idempotency_key text unique,
            accepted_at     timestamptz not null default now()
        );
        create index flow_accepted on pipeline.flow (accepted_at desc, id);

        -- Counters sharded by lane: exact, because a member's own transaction moves them; they decide nothing.
        create table pipeline.flow_progress (
            flow_id   uuid not null references pipeline.flow on delete cascade,
            lane      smallint not null,
            succeeded integer not null default 0,
            dead      integer not null default 0,
            cancelled integer not null default 0,
            expired   integer not null default 0,
            last_at   timestamptz,
            primary key (flow_id, lane)
        ) with (fillfactor = 50);

        -- Messages that nobody could read, with their bodies.
        create table pipeline.dead_letter (
            id          uuid primary key,
            lane        smallint not null,
            reason      text not null,
            body        bytea not null,
            body_length integer not null,
            received_at timestamptz not null default now()
        );

        -- For people who look: a job with the state that its outbox row gives it.
        create view pipeline.job_state as
        select j.id, j.type, j.version, j.flow_id, j.attempt, j.created_at, j.started_at, j.finished_at, j.error,
               case when j.status <> 'queued' then j.status::text
                    when o.token is not null then 'running'
                    when o.due_at > now() then 'waiting'
                    else 'queued' end as state
        from pipeline.job j left join pipeline.outbox o on o.id = j.message_id and j.status = 'queued';
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop schema pipeline cascade;");
}
