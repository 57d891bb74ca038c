namespace Pipeline.Jobs;

/// <summary>A row of <c>pipeline.job</c> as the caller's context inserts it; everything else in the row is the pipeline's.</summary>
public sealed class JobRow
{
    public required Guid Id { get; init; }
    public required string Type { get; init; }
    public required int Version { get; init; }

    /// <summary>JSON; empty where <see cref="ArgsBlob"/> names the blob that holds it.</summary>
    public required string Args { get; init; }

    public string? ArgsBlob { get; init; }

    /// <summary>What <see cref="ArgsBlob"/> is to hold before the row is committed.</summary>
    internal byte[]? Content { get; set; }

    /// <summary>The outbox row that names this job; set when the context saves.</summary>
    public Guid? MessageId { get; set; }

    public Guid? FlowId { get; init; }
    public int? FlowIndex { get; init; }
    
    /// <summary>The span that enqueued it; set again when the context saves, where somebody listens.</summary>
    public string? TraceParent { get; set; }


    /// <summary>Null: as soon as it is committed.</summary>
    internal TimeSpan? Delay { get; init; }

    public TimeSpan? ExpiresAfter { get; init; }

    internal JobPriority Priority { get; init; }

    /// <summary>Its type has a rate limit.</summary>
    internal bool Limited { get; init; }

    /// <summary>How many jobs one message may name.</summary>
    internal int Batch { get; init; }

    /// <summary>How many arguments a starmap job has.</summary>
    internal int? Tuples { get; init; }

    /// <summary>The deduplication key that was taken for it, which a replay takes again.</summary>
    internal string? DedupeKey { get; set; }

    /// <summary>Its flow's turn has not come yet.</summary>
    internal bool Held { get; init; }

    /// <summary>Its place in a chain, where it needs a message of its own.</summary>
    internal int? Step { get; init; }
}
