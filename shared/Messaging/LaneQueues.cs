namespace Pipeline.Messaging;

/// <summary>The names of queues and exchanges.</summary>
internal sealed record LaneQueues(string Prefix, int Count)
{
    public static LaneQueues Of(PipelineOptions options) => new(options.QueuePrefix, options.Lanes);

    public string DeadLetterExchange => Prefix + ".dlx";

    public string DeadLetterQueue => Prefix + ".dead";

    public IEnumerable<string> All => Enumerable.Range(0, Count).Select(Lane);

    public string Lane(int lane) => $"{Prefix}.{lane}";
}
