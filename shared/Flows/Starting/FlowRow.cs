namespace Pipeline.Flows;

/// <summary>A row of <c>pipeline.flow</c> as it is written.</summary>
internal sealed record FlowRow
{
    public required Guid Id { get; init; }
    public required Guid RootId { get; init; }
    public Guid? ParentId { get; init; }
    public int? Place { get; init; }
    public short Depth { get; init; }
    public required string Name { get; init; }
    public required bool IsChain { get; init; }

    /// <summary>Its members start; false: its parent has yet to come to it.</summary>
    public required bool IsLive { get; init; }

    public required bool FailFast { get; init; }
    public required int MaxParallel { get; init; }
    public required TimeSpan TimeLimit { get; init; }
    public string? IdempotencyKey { get; init; }
    public Guid? ReplayOf { get; init; }

    /// <summary>Which step of the chain that it repairs its first one is.</summary>
    public int ReplayFrom { get; init; }

    public int Total { get; init; }

    /// <summary>How many members may be queued or running from the start.</summary>
    public int Released => !IsLive ? 0 : IsChain ? Total : Math.Min(Total, MaxParallel);

    public static FlowRow Of(Flow flow, FlowRow? parent, int? place, bool live)
    {
        var id = flow.Id ?? Guid.CreateVersion7();
        return new()
        {
            Id = id,
            RootId = parent?.RootId ?? id,
            ParentId = parent?.Id,
            Place = place,
            Depth = (short)(parent is null ? 0 : parent.Depth + 1),
            Name = flow.Name ?? flow.DefaultName,
            IsChain = flow is ChainFlow,
            IsLive = live,
            FailFast = flow.OnFailure == FailurePolicy.FailFast,
            MaxParallel = flow.MaxParallel,
            TimeLimit = flow.TimeLimit,
            IdempotencyKey = flow.IdempotencyKey,
        };
    }
}
