using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Voters.Migrations;

[DbContext(typeof(VotersDb))]
[Migration("20261122000000_InitialSchema")]
internal sealed class InitialSchema : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create schema if not exists voters;

        create table voters.voter (
            voter_id      text primary key,
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
        );

        -- Which line of which file a voter is from: the later one wins, in whatever order the jobs run.
        -- Apart from the voter, so that the same file again changes nothing there.
        create table voters.voter_source (
            voter_id   text primary key,
            import_seq bigint not null,
            line       bigint not null
        ) with (fillfactor = 80);

        create table voters.import (
            id         uuid primary key,
            seq        bigint generated always as identity unique,
            pattern    text not null,
            blob       text not null,
            rejects    text not null,
            records    bigint not null,
            rejected   bigint not null,
            -- The sum over the results of so many jobs that succeeded; written when it is asked for.
            summed     integer,
            registered bigint,
            updated    bigint
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop schema voters cascade;");
}
