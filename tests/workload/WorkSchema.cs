using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Pipeline.Workload;

[DbContext(typeof(WorkDb))]
[Migration("20261122000000_Work")]
internal sealed class WorkSchema : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create schema if not exists work;
        create table work.effect (job_id uuid not null, text text not null, process integer not null, at timestamptz not null default clock_timestamp());
        """);
}
