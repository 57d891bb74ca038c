using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Pipeline.Database.Migrations;

/// <summary>A job remembers its deduplication key, to take it again when it is replayed.</summary>
[DbContext(typeof(PipelineDb))]
[Migration("20261201010000_Replays")]
internal sealed class Replays : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        alter table pipeline.job add column dedupe_key text;
        update pipeline.job j set dedupe_key = d.key from pipeline.dedupe d where d.job_id = j.id;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("alter table pipeline.job drop column dedupe_key;");
}
