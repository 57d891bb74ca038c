using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BenchJobs.Migrations;

[DbContext(typeof(BenchDb))]
[Migration("20261122000000_Bench")]
internal sealed class BenchSchema : Migration
{
    private const string Columns = """
            given_name    text,
            surname       text,
            date_of_birth date,
            street_number text,
            address_1     text,
            address_2     text,
            suburb        text,
            postcode      text,
            state         text,
            soc_sec_id    text
        """;

    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql($"""
        create schema if not exists bench;

        create table bench.voter (
            voter_id      text primary key,
        {Columns}
        );

        -- Records that jobs name by ranges of numbers.
        create table bench.staging (
            id            integer primary key,
            voter_id      text not null,
        {Columns}
        );

        -- Records that one job takes all of.
        create table bench.incoming (
            voter_id      text not null,
        {Columns}
        );

        -- Asks the app for probes; when they were committed, in ticks of the machine's monotonic clock.
        create table bench.probe_request (id integer generated always as identity primary key, samples integer not null, gap interval not null, priority smallint not null);
        create table bench.probe (job_id uuid not null, committed bigint not null);

        -- What a run is to come to.
        create unlogged table bench.expected (
            voter_id      text not null,
        {Columns}
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop schema bench cascade;");
}
