using Pipeline.Bench.Measure;
using Pipeline.Bench.Servers;
using Pipeline.Bench.Work;

namespace Pipeline.Bench.Peers;

/// <summary>One of Celery's patterns.</summary>
/// <param name="peer">The processes.</param>
/// <param name="pattern">As <c>submit.py</c> calls it.</param>
/// <param name="title">For people.</param>
/// <param name="isOneMessage">All records travel in one message.</param>
internal sealed class CeleryContestant(CeleryPeer peer, string pattern, string title, bool isOneMessage = false) : IContestant
{
    // RabbitMQ takes messages up to 128 MiB; a record is about 150 bytes of JSON.
    private const int MostInAMessage = 800_000;

    public string Key => "celery." + pattern;

    public Peer Peer => Peer.Celery;

    public string Title => title;

    public ProcessFamily Worker => peer.Worker;

    public string? Refusal(int records) =>
        isOneMessage && records > MostInAMessage ? "so many records are more than RabbitMQ takes in one message" : null;

    public Task<TimeSpan> RunAsync(Workload work, CancellationToken cancellationToken) => peer.RunAsync(pattern, work, cancellationToken);

    /// <summary>What people do with it, first what costs the most.</summary>
    public static IEnumerable<CeleryContestant> All(CeleryPeer peer) =>
    [
        new(peer, "fine", "chord, one task a record"),
        new(peer, "chord", "chord of chunks of 100, row by row"),
        new(peer, "group", "group of chunks of 100, row by row"),
        new(peer, "chord-sets", "chord of chunks of 100, execute_values"),
        new(peer, "all-in-one", "one task, row by row", isOneMessage: true),
        new(peer, "one-set", "one task, execute_values", isOneMessage: true),
        new(peer, "starmap", "task.starmap: one task, a transaction a record", isOneMessage: true),
    ];
}
