using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Pipeline.Database.Migrations;

/// <summary>Jobs that are enqueued by a schedule.</summary>
[DbContext(typeof(PipelineDb))]
[Migration("20261122020000_Recurring")]
internal sealed class Recurring : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        -- One row is one recurring job as the process that started last declares it; one without a declaration is left for people to see.
        create table pipeline.recurring (
            name        text primary key,
            version     integer not null,
            schedule    text not null,
            time_zone   text not null,
            missed      text not null check (missed in ('Skip', 'CatchUpOnce')),
            enabled     boolean not null default true,
            next_at     timestamptz not null,
            last_at     timestamptz,
            last_job    uuid,
            declared_at timestamptz not null default now()
        ) with (fillfactor = 50);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop table pipeline.recurring;");
}
