namespace Pipeline.Flows;

/// <summary>A flow's row as it is read under its lock.</summary>
internal sealed record FlowRecord
{
    public required Guid Id { get; init; }
    public required Guid RootId { get; init; }
    public required Guid? ParentId { get; init; }
    public required int? Place { get; init; }
    public required int Total { get; init; }
    public required FlowFacts Facts { get; init; }
}
