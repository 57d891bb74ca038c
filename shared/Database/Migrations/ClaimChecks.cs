using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Pipeline.Database.Migrations;

/// <summary>Large arguments and results are blobs that the row names.</summary>
[DbContext(typeof(PipelineDb))]
[Migration("20261122030000_ClaimCheck")]
internal sealed class ClaimChecks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        alter table pipeline.job
            add column args_blob text,
            add column result_blob text;

        -- Arguments are blobs before their row is committed, and a blob that no row names is deleted after a while: a commit that comes too late for that
        -- must fail. It is the database that refuses it, whatever the client does; created_at is when the transaction began.
        create function pipeline.refuse_late_commit() returns trigger language plpgsql as $$
        begin
            if clock_timestamp() - new.created_at > interval '6 hours' then
                raise exception 'A transaction that enqueues jobs with large arguments must be committed within 6 hours; this one began at %.', new.created_at
                    using hint = 'Enqueue in a shorter transaction.';
            end if;
            return null;
        end $$;
        create constraint trigger job_args_blob after insert on pipeline.job deferrable initially deferred
            for each row when (new.args_blob is not null) execute function pipeline.refuse_late_commit();

        -- Where the cleanup of blobs goes on.
        create table pipeline.blob_cleanup (
            prefix text primary key,
            next   text,
            at     timestamptz not null default now()
        );

        -- One row: who this database is to a container of blobs.
        create table pipeline.blob_owner (id uuid primary key default gen_random_uuid());
        insert into pipeline.blob_owner default values;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        drop table pipeline.blob_owner;
        drop table pipeline.blob_cleanup;
        drop trigger job_args_blob on pipeline.job;
        drop function pipeline.refuse_late_commit();
        alter table pipeline.job drop column args_blob, drop column result_blob;
        """);
}
