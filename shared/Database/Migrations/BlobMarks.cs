using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Pipeline.Database.Migrations;

/// <summary>When clean-up ran, in the order of transactions: what shows that the transactions of a time have ended.</summary>
[DbContext(typeof(PipelineDb))]
[Migration("20261201120000_BlobMarks")]
internal sealed class BlobMarks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        -- A transaction that writes after 'at' has a later id than xid. 'at' is the time of the blob store.
        create table pipeline.blob_mark (
            xid xid8 primary key default pg_current_xact_id(),
            at  timestamptz not null
        );
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop table pipeline.blob_mark;");
}
