using Pipeline.Database;

namespace Pipeline.Chaos.Oracle;

/// <summary>Notes which jobs came another way: by triggers on the outbox, which the end of the run takes away.</summary>
internal sealed class Recoveries(PipelineDatabase database)
{
    private const string WatchSql = """
        create or replace function chaos.note_recovery() returns trigger language plpgsql as $$
        begin
            insert into chaos.recovered (job_id, why) select unnest(new.jobs), tg_argv[0];
            return null;
        end $$;
        create or replace trigger chaos_interrupted after insert on pipeline.outbox
            for each row when (new.lone) execute function chaos.note_recovery('interrupted');
        create or replace trigger chaos_lost after update of republished on pipeline.outbox
            for each row when (new.republished > old.republished) execute function chaos.note_recovery('lost');
        create or replace trigger chaos_returned after update of token on pipeline.outbox
            for each row when (old.token is not null and new.token is null) execute function chaos.note_recovery('returned');
        """;

    private const string UnwatchSql = """
        drop trigger if exists chaos_interrupted on pipeline.outbox;
        drop trigger if exists chaos_lost on pipeline.outbox;
        drop trigger if exists chaos_returned on pipeline.outbox;
        """;

    public Task WatchAsync(CancellationToken cancellationToken) => RunAsync(WatchSql, cancellationToken);

    public Task UnwatchAsync(CancellationToken cancellationToken) => RunAsync(UnwatchSql, cancellationToken);

    private async Task RunAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = database.Command(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
