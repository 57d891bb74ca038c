using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Pipeline.Database.Migrations;

/// <summary>Outcomes are fenced where they are written, so that they can be committed in the same round trip.</summary>
[DbContext(typeof(PipelineDb))]
[Migration("20261122060000_Fence")]
internal sealed class Fence : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        -- Ends the transaction of whoever is not, or no longer, the owner.
        create function pipeline.fence(holds boolean) returns void language plpgsql as $$
        begin
            if not holds then
                raise exception 'the message is another worker''s' using errcode = 'PF001';
            end if;
        end $$;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop function pipeline.fence(boolean);");
}
