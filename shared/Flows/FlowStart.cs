namespace Pipeline.Flows;

/// <summary>What a flow starts with.</summary>
public sealed record FlowStart
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>For people: what the flow is, such as the pattern of an import.</summary>
    public required string Name { get; init; }

    /// <summary>Of the caller who may submit twice: the second start with the same key finds the first flow. Up to 200 characters.</summary>
    public string? IdempotencyKey { get; init; }
}
