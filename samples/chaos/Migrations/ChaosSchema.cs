using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ChaosJobs.Migrations;

[DbContext(typeof(ChaosDb))]
[Migration("20261122000000_Chaos")]
internal sealed class ChaosSchema : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create schema if not exists chaos;

        -- One row is one effect that was committed.
        create table chaos.effect (
            job_id     uuid not null,
            generation integer not null,
            attempt    integer not null,
            process    integer not null,
            at         timestamptz not null default clock_timestamp()
        );
        create index effect_job on chaos.effect (job_id);

        -- What the body of a chord read of its members.
        create table chaos.tally (
            flow_id   uuid not null,
            succeeded integer not null,
            failed    integer not null,
            at        timestamptz not null default clock_timestamp()
        );

        -- The ledger of a run, for who looks by SQL: jobs, and chords by their flow's id.
        create table chaos.accepted (
            run      uuid not null,
            id       uuid not null,
            kind     text not null,
            expected text not null,
            flow_id  uuid,
            primary key (run, id)
        );

        -- Jobs that a sweep, or a worker that let go, gave another way.
        create table chaos.recovered (
            job_id uuid not null,
            why    text not null,
            at     timestamptz not null default clock_timestamp()
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop schema chaos cascade;");
}
