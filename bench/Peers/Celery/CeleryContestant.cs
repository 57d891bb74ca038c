using Pipeline.Bench.Measure;
using Pipeline.Bench.Servers;
using Pipeline.Bench.Work;

namespace Pipeline.Bench.Peers;

/// <summary>One of Celery's patterns.</summary>
/// <param name="peer">The processes.</param>
/// <param name="pattern">As <c>submit.py</c> calls it.</param>
/// <param name="title">For people.</param>
/// <param name="isOneMessage">All records travel in one message.</param>
internal sealed class CeleryContestant(CeleryPeer peer, string pattern, string title, bool isOneMessage) : IContestant
{
    // RabbitMQ takes messages up to 128 MiB; a record is about 150 bytes of JSON.
    private const int MostInAMessage = 800_000;

    private static readonly (string Name, string Title, bool IsOneMessage)[] Patterns =
    [
        ("fine", "chord, one task a record", false),
        ("starmap", "task.starmap: one task, a transaction a record", true),
        ("group", "group of chunks of 100, row by row", false),
        ("chord", "chord of chunks of 100, row by row", false),
        ("chord-sets", "chord of chunks of 100, execute_values", false),
        ("one-set", "one task, execute_values", true),
        ("all-in-one", "one task, row by row", true),
    ];

    public string Key => KeyOf(pattern);

    public Peer Peer => Peer.Celery;

    public string Title => title;

    public ProcessFamily Worker => peer.Worker;

    public string? Refusal(int records) =>
        isOneMessage && records > MostInAMessage ? "so many records are more than RabbitMQ takes in one message" : null;

    public Task<TimeSpan> RunAsync(Workload work, CancellationToken cancellationToken) => peer.RunAsync(pattern, work, cancellationToken);

    /// <summary>What people do with it, in the order of what the pipeline does at the same place.</summary>
    public static IEnumerable<CeleryContestant> All(CeleryPeer peer) => Patterns.Select(p => new CeleryContestant(peer, p.Name, p.Title, p.IsOneMessage));

    /// <summary>Whether any of it is to be measured.</summary>
    public static bool IsWanted(BenchOptions options) => Patterns.Any(p => options.Wants(KeyOf(p.Name), Peer.Celery));

    private static string KeyOf(string pattern) => "celery." + pattern;
}
