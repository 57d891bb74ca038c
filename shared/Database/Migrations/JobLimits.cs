using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Pipeline.Database.Migrations;

/// <summary>Priority, expiry, rate limits and deduplication keys.</summary>
[DbContext(typeof(PipelineDb))]
[Migration("20261122010000_JobLimits")]
internal sealed class JobLimits : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        alter table pipeline.job add column expires_after interval;

        alter table pipeline.outbox
            add column priority smallint not null default 0,
            add column limited boolean not null default false;

        -- The relay asks for each priority apart: rows of a high one that are not due yet must not be in the way of a low one's.
        drop index pipeline.outbox_due;
        create index outbox_due on pipeline.outbox (priority, due_at) where published_at is null and not limited;
        create index outbox_limited on pipeline.outbox (type, due_at) where published_at is null and limited;

        -- One row for each job type with a rate limit: how many jobs a second may be published, and from when on.
        create table pipeline.rate_limit (
            type       text primary key,
            per_second double precision not null,
            next_at    timestamptz not null default now()
        );

        -- Apart from the jobs, whose updates stay HOT for it: a key is there while its job has no outcome, or as long as the job is kept.
        create table pipeline.dedupe (
            type   text not null,
            key    text not null,
            job_id uuid not null unique,
            keep   boolean not null,
            primary key (type, key)
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        drop table pipeline.dedupe;
        drop table pipeline.rate_limit;
        drop index pipeline.outbox_limited;
        drop index pipeline.outbox_due;
        create index outbox_due on pipeline.outbox (due_at) where published_at is null;
        alter table pipeline.outbox drop column priority, drop column limited;
        alter table pipeline.job drop column expires_after;
        """);
}
