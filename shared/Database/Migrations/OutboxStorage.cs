using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Pipeline.Database.Migrations;

/// <summary>The list of a message's jobs lies apart from its row where it is long: what marks the row then does not write the list anew.</summary>
[DbContext(typeof(PipelineDb))]
[Migration("20261123010000_OutboxStorage")]
internal sealed class OutboxStorage : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        alter table pipeline.outbox alter jobs set storage external;
        -- In bytes: from about ten jobs a message.
        alter table pipeline.outbox set (toast_tuple_target = 384);
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        alter table pipeline.outbox reset (toast_tuple_target);
        alter table pipeline.outbox alter jobs set storage extended;
        """);
}
