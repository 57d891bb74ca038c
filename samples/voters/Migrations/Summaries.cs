using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Voters.Migrations;

/// <summary>What an import comes to is summed up once for each of its flows, and told in a summary.</summary>
[DbContext(typeof(VotersDb))]
[Migration("20261122040000_Summaries")]
internal sealed class Summaries : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        alter table voters.import
            add column rejected_by jsonb not null default '{}',
            -- Its flow failed, and no summary was made since.
            add column failed_at timestamptz;

        -- The sum over the results of a flow's jobs: of the import's own flow, or of one that repairs it.
        create table voters.import_result (
            flow_id    uuid primary key,
            import_id  uuid not null references voters.import on delete cascade,
            registered bigint not null,
            updated    bigint not null
        );
        insert into voters.import_result (flow_id, import_id, registered, updated) select id, id, registered, updated from voters.import where summed is not null;
        alter table voters.import drop column summed, drop column registered, drop column updated;

        create table voters.summary (
            import_id       uuid primary key references voters.import on delete cascade,
            voters          bigint not null,
            by_state        jsonb not null,
            other_states    bigint not null,
            by_birth_decade jsonb not null,
            rejects         jsonb not null,
            failed_jobs     integer not null,
            report          text not null,
            made_at         timestamptz not null default now()
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        drop table voters.summary;
        alter table voters.import add column summed integer, add column registered bigint, add column updated bigint;
        drop table voters.import_result;
        alter table voters.import drop column failed_at, drop column rejected_by;
        """);
}
