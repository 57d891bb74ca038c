namespace Pipeline.Chaos.Faults;

/// <summary>The queues that faults choose from.</summary>
internal sealed class Lanes(PipelineOptions options)
{
    private readonly string[] _all = [.. Enumerable.Range(0, options.Lanes).Select(lane => $"{options.QueuePrefix}.{lane}"), $"{options.QueuePrefix}.urgent", $"{options.QueuePrefix}.flows"];

    public IReadOnlyList<string> All => _all;

    public string Any(Random dice) => _all[dice.Next(_all.Length)];

    /// <summary>One of those that jobs go through.</summary>
    public string OfJobs(Random dice) => _all[dice.Next(options.Lanes)];
}
