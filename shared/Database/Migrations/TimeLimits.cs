using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Pipeline.Database.Migrations;

/// <summary>No message is due, and none expires, at a time that .NET does not know.</summary>
[DbContext(typeof(PipelineDb))]
[Migration("20261201000000_TimeLimits")]
internal sealed class TimeLimits : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        -- As EnqueueOptions.MaxDelay has it, for whoever inserts rows without it. Called for rows with a delay or expiry only.
        create or replace function pipeline.set_due() returns trigger language plpgsql as $$
        begin
            if greatest(new.delay, new.expires_after) > interval '365250 days' then
                raise exception 'A delay and an expiry go up to 365250 days.' using errcode = 'datetime_field_overflow';
            end if;
            if new.delay is not null then new.due_at := now() + new.delay; end if;
            new.expires_at := now() + new.expires_after;
            return new;
        end $$;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create or replace function pipeline.set_due() returns trigger language plpgsql as $$
        begin
            if new.delay is not null then new.due_at := now() + new.delay; end if;
            new.expires_at := now() + new.expires_after;
            return new;
        end $$;
        """);
}
