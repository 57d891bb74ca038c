using Npgsql;
using Pipeline.Chaos.Output;
using Pipeline.Chaos.Work;
using Pipeline.Database;

namespace Pipeline.Chaos.Oracle;

/// <summary>How many jobs have no outcome yet, looked at all the time; and the lines that tell how far the run is.</summary>
internal sealed class Backlog(PipelineDatabase database, Ledger ledger, TimeProvider time, Journal journal)
{
    private const string Sql = "select coalesce(sum(cardinality(jobs)), 0)::bigint, count(*) filter (where token is not null) from pipeline.outbox where wake is null";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private const int LooksALine = 5;

    /// <summary>When it was last looked at.</summary>
    public long Jobs { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var look = 1; !cancellationToken.IsCancellationRequested; look++)
        {
            var now = await LookAsync(cancellationToken);
            if (look % LooksALine == 0) journal.Say($"accepted {ledger.Accepted} of {ledger.Attempted} attempted; {now}");
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.Command(Sql);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            Jobs = reader.GetInt64(0);
            return $"{Jobs} open, {reader.GetInt64(1)} messages claimed";
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            return $"{Jobs} open when the database last answered";
        }
    }
}
