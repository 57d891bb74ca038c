using System.Diagnostics;
using BenchJobs;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Bench.Measure;
using Pipeline.Bench.Servers;
using Pipeline.Bench.Work;
using Voters.Csv;

namespace Pipeline.Bench.Peers;

/// <summary>Records as web requests bring them: eight at a time, each with one job in a transaction of its own.</summary>
/// <param name="key">After <c>pipeline.</c>.</param>
/// <param name="title">For people.</param>
/// <param name="client">Who submits.</param>
/// <param name="worker">The app's processes.</param>
/// <param name="source">Sees the end.</param>
/// <param name="enqueue">Adds a record's job.</param>
internal sealed class WebContestant(
    string key, string title, PipelineClient client, ProcessFamily worker, NpgsqlDataSource source, Action<BenchDb, Voter> enqueue) : IContestant
{
    private const int Requests = 8;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public string Key => "pipeline." + key;

    public Peer Peer => Peer.Pipeline;

    public string Title => title;

    public ProcessFamily Worker => worker;

    public string? Refusal(int records) => null;

    public async Task<TimeSpan> RunAsync(Workload work, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            work.Voters, new ParallelOptions { MaxDegreeOfParallelism = Requests, CancellationToken = cancellationToken },
            async (voter, token) => await client.CommitAsync((db, _) => RequestAsync(db, voter, token), token));
        // A job has a row there until it has ended.
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var look = new NpgsqlCommand("select exists (select from pipeline.outbox)", connection);
        await look.PrepareAsync(cancellationToken);
        while (await look.ExecuteScalarAsync(cancellationToken) is true) await Task.Delay(Pause, cancellationToken);
        return clock.Elapsed;
    }

    private async Task<int> RequestAsync(BenchDb db, Voter voter, CancellationToken cancellationToken)
    {
        enqueue(db, voter);
        return await db.SaveChangesAsync(cancellationToken);
    }
}
