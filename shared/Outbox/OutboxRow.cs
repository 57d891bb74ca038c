namespace Pipeline.Outbox;

/// <summary>A row of <c>pipeline.outbox</c> as the caller's context inserts it: one message, naming up to <c>Batch</c> jobs of one type.</summary>
public sealed class OutboxRow
{
    public required Guid Id { get; init; }
    public required string Type { get; init; }
    public required int Version { get; init; }
    public required Guid[] Jobs { get; init; }

    /// <summary>Null: as soon as it is committed.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>By when its jobs must have started; null: whenever.</summary>
    public TimeSpan? ExpiresAfter { get; init; }

    public short Priority { get; init; }
    public bool Limited { get; init; }
    public string? TraceParent { get; init; }

    /// <summary>The flow that this message keeps open.</summary>
    internal Guid? FlowId { get; init; }

    /// <summary>Its job's place in a chain.</summary>
    internal int? Step { get; init; }

    /// <summary>Not to be published before its flow says so.</summary>
    internal bool Held { get; init; }
}
