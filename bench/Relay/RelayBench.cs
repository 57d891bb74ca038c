using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Pipeline.Bench.Measure;
using Pipeline.Bench.Peers;
using Pipeline.Bench.Servers;
using Pipeline.Messaging;
using Pipeline.Outbox;

namespace Pipeline.Bench.Relay;

/// <summary>The relay alone with a backlog, and bare publishing of the same messages, in turn. Nobody may run jobs or relay meanwhile.</summary>
internal sealed class RelayBench(BenchServers servers, NpgsqlDataSource source, Action<string> say)
{
    private readonly Backlog _backlog = new(source);

    /// <exception cref="WrongResultException">Messages are missing.</exception>
    public async Task<IReadOnlyList<Sustained>> MeasureAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var shapes = RelayShape.All.Where(s => options.Wants("relay." + s.Key, Peer.Pipeline)).ToList();
        if (shapes.Count == 0) return [];
        await using var client = PipelineClient.Create(servers);
        await client.Services.GetRequiredService<PipelinePreparation>().RunAsync(cancellationToken);
        var lanes = Enumerable.Range(0, client.Services.GetRequiredService<PipelineOptions>().Lanes).Select(n => $"jobs.{n}").ToList();
        var bare = new BarePublisher(client.Services.GetRequiredService<BrokerConnection>(), lanes);
        await bare.PurgeAsync(cancellationToken);

        var results = new List<Sustained>();
        foreach (var shape in shapes)
        {
            var finished = await _backlog.FinishedAsync(cancellationToken);
            var (relay, plain, messages) = (new List<double>(), new List<double>(), (IReadOnlyList<BareMessage>)[]);
            var warmUp = new WarmUp();
            for (var isWarm = false; relay.Count < options.Runs;)
            {
                (messages, var relayed, var published) = await RunAsync(client, bare, shape, cancellationToken);
                say($"relay.{shape.Key}{(isWarm ? "" : ", warm-up")}: {messages.Count} messages, relay {relayed.TotalSeconds:0.000} s, bare {published.TotalSeconds:0.000} s");
                if (isWarm)
                {
                    relay.Add(relayed.TotalSeconds);
                    plain.Add(published.TotalSeconds);
                }
                isWarm = isWarm || warmUp.IsOverAfter(relayed);
            }
            results.Add(new("relay." + shape.Key, shape.Title, shape.References, messages.Count, messages.Sum(m => (long)m.Body.Length), Spread.Of(relay), Spread.Of(plain), finished));
        }
        return results;
    }

    private async Task<(IReadOnlyList<BareMessage> Messages, TimeSpan Relay, TimeSpan Bare)> RunAsync(
        PipelineClient client, BarePublisher bare, RelayShape shape, CancellationToken cancellationToken)
    {
        await client.CommitAsync((db, _) => shape.EnqueueAsync(db, shape.References, cancellationToken), cancellationToken);
        var messages = await _backlog.ReadAsync(cancellationToken);
        var relay = client.Services.GetRequiredService<OutboxRelay>();
        var clock = Stopwatch.StartNew();
        var confirmed = await relay.PublishDueAsync(cancellationToken);
        var elapsed = clock.Elapsed;
        Check(messages.Count, confirmed, "were confirmed");
        Check(messages.Count, await bare.PurgeAsync(cancellationToken), "were in the lanes");
        var published = await bare.PublishAsync(messages, cancellationToken);
        await bare.PurgeAsync(cancellationToken);
        await _backlog.DropAsync(cancellationToken);
        return (messages, elapsed, published);
    }

    private static void Check(long expected, long found, string what)
    {
        if (found != expected) throw new WrongResultException($"{found} of the relay's {expected} messages {what}");
    }
}
