namespace Pipeline.Cli.Api.Operations;

/// <summary>What jobs came to in a span of time, and how long they waited and ran.</summary>
internal record ActivitySum
{
    public long Succeeded { get; init; }
    public long Retried { get; init; }
    public long Dead { get; init; }
    public long Cancelled { get; init; }
    public long Expired { get; init; }

    /// <summary>From when a job was due to when a worker had its message.</summary>
    public Quantiles? Wait { get; init; }

    /// <summary>How long its handler ran.</summary>
    public Quantiles? Run { get; init; }
}
