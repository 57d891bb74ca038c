using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Pipeline.Database.Migrations;

/// <summary>What tells a worker that holds a message from one that is merely alive, and a clock that was set back from time that passes.</summary>
[DbContext(typeof(PipelineDb))]
[Migration("20261201080000_Ownership")]
internal sealed class Ownership : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        -- Per lane: when it last brought the worker a message.
        alter table pipeline.worker add column served timestamptz[] not null default '{}';

        -- When due_at was set: where that is to come yet, the database's clock was set back. The second condition, which always holds, keeps the index from statements
        -- that say the first one only, and would read all of it where it was empty when they were planned.
        alter table pipeline.outbox add column scheduled_at timestamptz not null default now();
        create index outbox_scheduled on pipeline.outbox (scheduled_at) where published_at is null and due_at > '-infinity';

        -- Of a type with a rate limit, urgent jobs go first.
        create index outbox_limited_priority on pipeline.outbox (type, priority, due_at) where published_at is null and limited;

        -- How many seconds next_at lay ahead of the clock when it was set, as after a message of more jobs than the limit lets through at once.
        alter table pipeline.rate_limit add column debt double precision not null default 0;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        alter table pipeline.rate_limit drop column debt;
        drop index pipeline.outbox_limited_priority, pipeline.outbox_scheduled;
        alter table pipeline.outbox drop column scheduled_at;
        alter table pipeline.worker drop column served;
        """);
}
