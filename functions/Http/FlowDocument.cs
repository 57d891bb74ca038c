using Microsoft.Azure.Functions.Worker.Builder;
using Pipeline.Flows;
using Voters.Import;

namespace Pipeline.Functions.Http;

/// <summary>A flow as the API shows it.</summary>
public sealed record FlowDocument
{
    // The emulator is a build of the same sources against its own copy of the SDK.
    private static readonly string HostName = typeof(FunctionsApplication).Assembly.GetName().Name!.Contains("Emulator", StringComparison.Ordinal) ? "emulator" : "func";

    public required Guid Id { get; init; }
    public required string Pattern { get; init; }
    public required string Status { get; init; }
    public string Host => HostName;
    public required DateTimeOffset AcceptedAt { get; init; }
    public required DateTimeOffset? FinishedAt { get; init; }

    /// <summary>From the accepted upload to the last job's commit.</summary>
    public double? Seconds => FinishedAt is { } end ? Math.Round((end - AcceptedAt).TotalSeconds, 3) : null;

    public required FlowDocumentJobs Jobs { get; init; }
    public long? Records { get; init; }
    public long? Rejected { get; init; }

    /// <summary>Known when the flow has ended.</summary>
    public long? Registered { get; init; }

    /// <summary>Known when the flow has ended.</summary>
    public long? Updated { get; init; }

    public static FlowDocument Of(FlowProgress flow, ImportReport? import) => new()
    {
        Id = flow.Id,
        Pattern = import?.Pattern ?? flow.Name,
        Status = flow.Status,
        AcceptedAt = flow.AcceptedAt,
        FinishedAt = flow.FinishedAt,
        Jobs = new(flow.Total, flow.Succeeded, flow.Dead, flow.Cancelled, flow.Expired, flow.Open),
        Records = import?.Records,
        Rejected = import?.Rejected,
        Registered = import?.Registered,
        Updated = import?.Updated,
    };
}
