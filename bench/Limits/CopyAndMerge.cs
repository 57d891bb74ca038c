using System.Diagnostics;
using BenchJobs;
using Npgsql;
using Pipeline.Bench.Measure;
using Pipeline.Bench.Servers;
using Pipeline.Bench.Work;

namespace Pipeline.Bench.Limits;

/// <summary>All records by <c>COPY</c> into a table, and from there by one statement, in one transaction.</summary>
internal sealed class CopyAndMerge(NpgsqlDataSource source) : IContestant
{
    public string Key => "limit.copy";

    public Peer Peer => Peer.Limit;

    public string Title => "COPY and one merge";

    public ProcessFamily? Worker => null;

    public string? Refusal(int records) => null;

    public async Task<TimeSpan> RunAsync(Workload work, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var clock = Stopwatch.StartNew();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await VoterCopy.WriteAsync(connection, "bench.incoming", work.Voters, cancellationToken);
        await using (var merge = new NpgsqlCommand(VoterStatements.UpsertIncoming, connection) { CommandTimeout = 0 }) await merge.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return clock.Elapsed;
    }
}
