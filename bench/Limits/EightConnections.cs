using System.Collections.Concurrent;
using System.Diagnostics;
using BenchJobs;
using Npgsql;
using Pipeline.Bench.Measure;
using Pipeline.Bench.Servers;
using Pipeline.Bench.Work;
using Voters.Csv;

namespace Pipeline.Bench.Limits;

/// <summary>A transaction for each record, on eight connections, with the statement prepared: what a job for each record in a transaction of its own cannot beat.</summary>
internal sealed class EightConnections(NpgsqlDataSource source) : IContestant
{
    private const int Connections = 8;

    public string Key => "limit.transactions";

    public Peer Peer => Peer.Limit;

    public string Title => "one transaction a record, eight connections";

    public ProcessFamily? Worker => null;

    public string? Refusal(int records) => null;

    public async Task<TimeSpan> RunAsync(Workload work, CancellationToken cancellationToken)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => source.OpenConnectionAsync(cancellationToken).AsTask()));
        try
        {
            var clock = Stopwatch.StartNew();
            var records = new ConcurrentQueue<Voter>(work.Voters);
            await Task.WhenAll(connections.Select(c => Task.Run(() => UpsertAsync(c, records, cancellationToken), cancellationToken)));
            return clock.Elapsed;
        }
        finally
        {
            foreach (var connection in connections) await connection.DisposeAsync();
        }
    }

    private static async Task UpsertAsync(NpgsqlConnection connection, ConcurrentQueue<Voter> records, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(VoterStatements.Upsert, connection);
        while (records.TryDequeue(out var voter))
        {
            command.Parameters.Clear();
            VoterParameters.Add(command.Parameters, voter);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
