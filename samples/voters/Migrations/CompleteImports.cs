using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Voters.Migrations;

[DbContext(typeof(VotersDb))]
[Migration("20261123000000_CompleteImports")]
internal sealed class CompleteImports : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        -- When every voter of the import was last seen in the table; null when that is not known. A sweep that compared millions of voters with
        -- their sources every minute would cost more than the imports do.
        alter table voters.import add column complete_at timestamptz;
        create index import_complete_at on voters.import (complete_at);

        -- Whoever deletes voters makes their imports incomplete. Also one that is incomplete already is written: a check that runs has locked it, and
        -- would call it complete without having seen this.
        create function voters.forget_complete() returns trigger language plpgsql as $$
        begin
            if tg_op = 'TRUNCATE' then
                update voters.import set complete_at = null;
            else
                update voters.import set complete_at = null where seq in (select s.import_seq from deleted d join voters.voter_source s using (voter_id));
            end if;
            return null;
        end $$;
        create trigger voter_deleted after delete on voters.voter referencing old table as deleted for each statement execute function voters.forget_complete();
        create trigger voter_truncated after truncate on voters.voter for each statement execute function voters.forget_complete();
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        drop trigger voter_truncated on voters.voter;
        drop trigger voter_deleted on voters.voter;
        drop function voters.forget_complete();
        alter table voters.import drop column complete_at;
        """);
}
