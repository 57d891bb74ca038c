using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Pipeline.Database.Migrations;

/// <summary>Dead jobs stand beside unreadable messages, and what has expired or is old is found without a scan.</summary>
[DbContext(typeof(PipelineDb))]
[Migration("20261122050000_DeadLetters")]
internal sealed class DeadLetters : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        -- A row is a dead job, or a message that nobody could read with its body. An index on dead jobs in their own table would make every outcome a slow update.
        alter table pipeline.dead_letter
            alter column lane drop not null,
            alter column body drop not null,
            alter column body_length drop not null,
            add column body_blob text,
            add column job_id    uuid unique,
            add column type      text,
            add column version   integer;
        create index dead_letter_cause on pipeline.dead_letter (type, reason, id);

        insert into pipeline.dead_letter (id, job_id, type, version, reason, received_at)
        select gen_random_uuid(), id, type, version, 'unknown: it died before causes were kept', coalesce(finished_at, now()) from pipeline.job where status = 'dead';

        -- By when its jobs must have started, by the database's clock, whatever the caller's says.
        alter table pipeline.outbox add column expires_after interval, add column expires_at timestamptz;
        create index outbox_expires on pipeline.outbox (expires_at) where expires_at is not null;
        create or replace function pipeline.set_due() returns trigger language plpgsql as $$
        begin
            if new.delay is not null then new.due_at := now() + new.delay; end if;
            new.expires_at := now() + new.expires_after;
            return new;
        end $$;
        drop trigger outbox_due on pipeline.outbox;
        create trigger outbox_due before insert on pipeline.outbox for each row when (new.delay is not null or new.expires_after is not null) execute function pipeline.set_due();

        -- Old rows go in batches; what they leave behind is to be used again soon.
        alter table pipeline.job set (autovacuum_vacuum_scale_factor = 0.05);
        create index flow_nested on pipeline.flow (root_id) where parent_id is not null;
        create index flow_replay on pipeline.flow (replay_of) where replay_of is not null;
        create index flow_finished on pipeline.flow (finished_at) where parent_id is null and finished_at is not null;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        drop index pipeline.flow_replay, pipeline.flow_finished, pipeline.flow_nested, pipeline.outbox_expires;
        alter table pipeline.job reset (autovacuum_vacuum_scale_factor);
        drop trigger outbox_due on pipeline.outbox;
        create or replace function pipeline.set_due() returns trigger language plpgsql as $$ begin new.due_at := now() + new.delay; return new; end $$;
        create trigger outbox_due before insert on pipeline.outbox for each row when (new.delay is not null) execute function pipeline.set_due();
        alter table pipeline.outbox drop column expires_at, drop column expires_after;
        delete from pipeline.dead_letter where job_id is not null;
        drop index pipeline.dead_letter_cause;
        alter table pipeline.dead_letter
            drop column version, drop column type, drop column job_id, drop column body_blob,
            alter column body_length set not null, alter column body set not null, alter column lane set not null;
        """);
}
