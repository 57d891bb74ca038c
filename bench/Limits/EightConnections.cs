using System.Collections.Concurrent;
using System.Diagnostics;
using BenchJobs;
using Npgsql;
using Pipeline.Bench.Measure;
using Pipeline.Bench.Servers;
using Pipeline.Bench.Work;
using Voters.Csv;

namespace Pipeline.Bench.Limits;

/// <summary>
/// A round trip for each record, on eight connections, with the statement prepared: what jobs that run a statement of their own cannot beat, be it in a transaction
/// for each of them or for many.
/// </summary>
internal sealed class EightConnections : IContestant
{
    private const int Connections = 8;

    private readonly NpgsqlDataSource _source;
    private readonly int _recordsATransaction;

    private EightConnections(NpgsqlDataSource source, string key, string title, int recordsATransaction) =>
        (_source, Key, Title, _recordsATransaction) = (source, key, title, recordsATransaction);

    public string Key { get; }

    public Peer Peer => Peer.Limit;

    public string Title { get; }

    public static EightConnections Transactions(NpgsqlDataSource source) => new(source, "limit.transactions", "one transaction a record, eight connections", 1);

    /// <summary>Without a pipeline around it, what <c>pipeline.fine</c> does for its handlers: as many of them share a transaction.</summary>
    public static EightConnections Statements(NpgsqlDataSource source)
    {
        var size = new PipelineOptions().TransactionSize;
        return new(source, "limit.statements", $"one statement a record, {size} in a transaction, eight connections", size);
    }

    public ProcessFamily? Worker => null;

    public string? Refusal(int records) => null;

    public async Task<TimeSpan> RunAsync(Workload work, CancellationToken cancellationToken)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => _source.OpenConnectionAsync(cancellationToken).AsTask()));
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

    private async Task UpsertAsync(NpgsqlConnection connection, ConcurrentQueue<Voter> records, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(VoterStatements.Upsert, connection);
        while (!records.IsEmpty)
        {
            await using var transaction = _recordsATransaction == 1 ? null : await connection.BeginTransactionAsync(cancellationToken);
            for (var i = 0; i < _recordsATransaction && records.TryDequeue(out var voter); i++)
            {
                command.Parameters.Clear();
                VoterParameters.Add(command.Parameters, voter);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
            if (transaction is not null) await transaction.CommitAsync(cancellationToken);
        }
    }
}
