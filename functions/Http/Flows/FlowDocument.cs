using Pipeline.Flows;
using Voters.Import;
using Voters.Summary;

namespace Pipeline.Functions.Http.Flows;

/// <summary>A flow as the API shows it.</summary>
public sealed record FlowDocument
{
    public required Guid Id { get; init; }
    public required string Pattern { get; init; }
    public required string Name { get; init; }

    /// <summary><c>group</c> or <c>chain</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The outermost flow, which may be the flow itself.</summary>
    public required Guid RootId { get; init; }

    /// <summary>The flow that it lies in.</summary>
    public required Guid? ParentId { get; init; }

    /// <summary>Its place in that one.</summary>
    public required int? Place { get; init; }

    /// <summary>The flow that it repairs.</summary>
    public required Guid? ReplayOf { get; init; }

    public required string Status { get; init; }
    public string Host => ThisHost.Name;
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>When its turn came.</summary>
    public required DateTimeOffset? BeganAt { get; init; }

    /// <summary>When its last member had ended.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }

    public required DateTimeOffset? FinishedAt { get; init; }

    /// <summary>From the accepted upload to the last commit, that of the body or the error callback included.</summary>
    public double? Seconds => FinishedAt is { } end ? Math.Round((end - AcceptedAt).TotalSeconds, 3) : null;

    /// <summary>Whose turn it is: <c>waiting</c>, <c>members</c>, <c>body</c>, <c>error</c> or <c>done</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>Null while it goes on.</summary>
    public required string? Result { get; init; }

    /// <summary>How many members may be under way.</summary>
    public required int MaxParallel { get; init; }

    /// <summary>Its members by outcome.</summary>
    public required FlowDocumentJobs Jobs { get; init; }

    /// <summary>Its members without outcome, by what they do; not in lists.</summary>
    public FlowTreeMembers? Members { get; init; }

    public long? Records { get; init; }
    public long? Rejected { get; init; }

    /// <summary>Known when the flow has ended.</summary>
    public long? Registered { get; init; }

    /// <summary>Known when the flow has ended.</summary>
    public long? Updated { get; init; }

    /// <summary>What the body of an import made of it; not in lists.</summary>
    public ImportSummary? Summary { get; init; }

    /// <summary>Its body and its error callback; not in lists.</summary>
    public IReadOnlyList<FlowDocumentCallback>? Callbacks { get; init; }

    /// <summary>The first 20 jobs that are dead or expired; not in lists.</summary>
    public IReadOnlyList<FlowTreeFailure>? Failed { get; init; }

    /// <summary>The flows that lie in it; not in lists.</summary>
    public FlowDocumentTree? Tree { get; init; }

    public static FlowDocument Of(FlowProgress flow, ImportReport? import) => new()
    {
        Id = flow.Id,
        Pattern = import?.Pattern ?? flow.Name,
        Name = flow.Name,
        Kind = flow.Kind,
        RootId = flow.RootId,
        ParentId = flow.ParentId,
        Place = flow.Place,
        ReplayOf = flow.ReplayOf,
        Status = flow.Status,
        AcceptedAt = flow.AcceptedAt,
        BeganAt = flow.BeganAt,
        ClosedAt = flow.ClosedAt,
        FinishedAt = flow.FinishedAt,
        Stage = FlowWords.Of(flow.Stage),
        Result = FlowWords.Of(flow.Result),
        MaxParallel = flow.MaxParallel,
        Jobs = new(flow.Total, flow.Succeeded, flow.Dead, flow.Cancelled, flow.Expired, flow.Open),
        Records = import?.Records,
        Rejected = import?.Rejected,
        Registered = import?.Registered,
        Updated = import?.Updated,
    };
}
