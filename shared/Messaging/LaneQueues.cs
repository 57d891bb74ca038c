namespace Pipeline.Messaging;

/// <summary>The names of queues and exchanges.</summary>
internal sealed record LaneQueues(string Prefix, int Count)
{
    /// <summary>The most lanes there are functions for, apart from <see cref="Urgent"/>.</summary>
    public const int Most = 8;

    /// <summary>The lane of jobs with high priority: nothing else is published to it, so that bulk work cannot fill it.</summary>
    public const int Urgent = Most;

    /// <summary>No lane: the queue of flows to be looked at.</summary>
    public const int Flows = Urgent + 1;

    /// <summary>No lane either: the queue of what the host gave up on.</summary>
    public const int Dead = Flows + 1;

    public static LaneQueues Of(PipelineOptions options) => new(options.QueuePrefix, options.Lanes);

    public string DeadLetterExchange => Prefix + ".dlx";

    public string DeadLetterQueue => Prefix + ".dead";

    /// <summary>The lanes that are published to.</summary>
    public IEnumerable<int> Lanes => Enumerable.Range(0, Count).Append(Urgent);

    public IEnumerable<string> All => Lanes.Append(Flows).Select(Lane);

    public string Lane(int lane) => lane switch
    {
        Urgent => Prefix + ".urgent",
        Flows => Prefix + ".flows",
        Dead => DeadLetterQueue,
        _ => $"{Prefix}.{lane}",
    };
}
