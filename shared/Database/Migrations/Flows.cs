using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Pipeline.Database.Migrations;

/// <summary>Chains, groups and chords, nested to any depth that the code allows.</summary>
[DbContext(typeof(PipelineDb))]
[Migration("20261122040000_Flows")]
internal sealed class Flows : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create type pipeline.flow_kind as enum ('group', 'chain');

        -- Whose turn it is; a nested flow waits until its parent comes to it.
        create type pipeline.flow_stage as enum ('waiting', 'members', 'body', 'error', 'done');
        create type pipeline.flow_result as enum ('succeeded', 'failed', 'cancelled', 'expired');

        -- Why nothing more of it starts. 'failed' and 'halted' (its parent failed) let running members end; 'cancelled' and 'expired' do not.
        create type pipeline.flow_stop as enum ('failed', 'halted', 'cancelled', 'expired');

        alter table pipeline.flow
            add column kind         pipeline.flow_kind not null default 'group',
            add column root_id      uuid,
            add column parent_id    uuid,
            add column place        integer,
            add column depth        smallint not null default 0,
            add column stage        pipeline.flow_stage not null default 'members',
            add column stopping     pipeline.flow_stop,
            add column result       pipeline.flow_result,
            add column fail_fast    boolean not null default true,
            add column max_parallel integer not null default 2000,
            add column released     integer not null default 0,
            add column time_limit   interval,
            add column began_at     timestamptz not null default now(),
            add column replay_of    uuid,
            add column replay_from  integer not null default 0,
            add column closed_at    timestamptz,
            add column finished_at  timestamptz;

        update pipeline.flow set root_id = id, fail_fast = false, released = total;
        alter table pipeline.flow alter column root_id set not null;

        drop index pipeline.flow_accepted;
        create index flow_accepted on pipeline.flow (accepted_at desc, id) where parent_id is null;
        create index flow_member on pipeline.flow (parent_id, place) where parent_id is not null;
        create index flow_open_member on pipeline.flow (parent_id, place) where finished_at is null and parent_id is not null;
        create index flow_open on pipeline.flow (root_id) where finished_at is null;

        -- What runs once its flow has closed: 'body' when it may, 'error' when it failed. They become jobs when their turn comes.
        create table pipeline.flow_callback (
            flow_id  uuid not null references pipeline.flow on delete cascade deferrable initially deferred,
            role     text not null check (role in ('body', 'error')),
            job_id   uuid not null unique,
            type     text not null,
            version  integer not null,
            args     text not null,
            args_blob text,
            priority smallint not null,
            limited  boolean not null,
            trace_parent text,
            primary key (flow_id, role)
        );

        -- How many arguments a starmap job has; its args are their JSON array.
        alter table pipeline.job add column tuples integer;

        -- One place, one job: a body exists at most once, whoever inserts it.
        drop index pipeline.job_flow;
        create unique index job_flow on pipeline.job (flow_id, flow_index) where flow_id is not null;

        -- A message of a flow keeps it open. A held one is due at infinity: its flow's turn has not come. A wake names a flow to look at, and no jobs.
        alter table pipeline.outbox
            add column flow_id uuid,
            add column step    integer,
            add column wake    uuid;
        update pipeline.outbox o set flow_id = j.flow_id from pipeline.job j where j.id = o.jobs[1] and j.flow_id is not null;
        create index outbox_flow on pipeline.outbox (flow_id, id) where flow_id is not null;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        drop index pipeline.outbox_flow;
        alter table pipeline.outbox drop column wake, drop column step, drop column flow_id;
        drop index pipeline.job_flow;
        create index job_flow on pipeline.job (flow_id, flow_index) where flow_id is not null;
        alter table pipeline.job drop column tuples;
        drop table pipeline.flow_callback;
        drop index pipeline.flow_open, pipeline.flow_open_member, pipeline.flow_member, pipeline.flow_accepted;
        delete from pipeline.flow where parent_id is not null;
        alter table pipeline.flow
            drop column kind, drop column root_id, drop column parent_id, drop column place, drop column depth, drop column stage, drop column stopping,
            drop column result, drop column fail_fast, drop column max_parallel, drop column released, drop column time_limit, drop column began_at,
            drop column replay_of, drop column replay_from, drop column closed_at, drop column finished_at;
        create index flow_accepted on pipeline.flow (accepted_at desc, id);
        drop type pipeline.flow_stop;
        drop type pipeline.flow_result;
        drop type pipeline.flow_stage;
        drop type pipeline.flow_kind;
        """);
}
