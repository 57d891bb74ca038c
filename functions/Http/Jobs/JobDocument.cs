using Pipeline.Inspection;

namespace Pipeline.Functions.Http.Jobs;

/// <summary>One job, as the API shows it: the fields of <see cref="JobSummaryDocument"/>, and all that is known beside them.</summary>
public sealed record JobDocument
{
    public required Guid Id { get; init; }
    public required string Type { get; init; }
    public required int Version { get; init; }
    public required string State { get; init; }
    public required int Generation { get; init; }
    public required int Attempt { get; init; }
    public required Guid? FlowId { get; init; }
    public required int? Place { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset? StartedAt { get; init; }
    public required DateTimeOffset? FinishedAt { get; init; }
    public required DateTimeOffset? DueAt { get; init; }
    public required string? Error { get; init; }

    /// <summary><c>low</c>, <c>normal</c> or <c>high</c>; null once it has ended.</summary>
    public required string? Priority { get; init; }

    public required bool? Limited { get; init; }
    public required int Interruptions { get; init; }
    public required int Parked { get; init; }
    public required DateTimeOffset? ExpiresAt { get; init; }
    public required int? Tuples { get; init; }
    public required JobContent Args { get; init; }
    public required JobContent? Result { get; init; }
    public required JobFlowDocument? Flow { get; init; }
    public required JobMessageDocument? Message { get; init; }
    public required WorkerState? Worker { get; init; }
    public required IReadOnlyList<JobAttemptDocument> Attempts { get; init; }
    public required bool MoreAttempts { get; init; }
    public required string? TraceParent { get; init; }
    public required JobDeadLetter? DeadLetter { get; init; }

    internal static JobDocument Of(JobDetail detail) => new()
    {
        Id = detail.Job.Id,
        Type = detail.Job.Type,
        Version = detail.Job.Version,
        State = JobSummaryDocument.Word(detail.Job.State),
        Generation = detail.Job.Generation,
        Attempt = detail.Job.Attempt,
        FlowId = detail.Job.FlowId,
        Place = detail.Job.Place,
        CreatedAt = detail.Job.CreatedAt,
        StartedAt = detail.Job.StartedAt,
        FinishedAt = detail.Job.FinishedAt,
        DueAt = detail.Job.DueAt,
        Error = detail.Error,
        Priority = detail.Message?.Priority,
        Limited = detail.Message?.Limited,
        Interruptions = detail.Interruptions,
        Parked = detail.Parked,
        ExpiresAt = detail.ExpiresAt,
        Tuples = detail.Tuples,
        Args = detail.Args,
        Result = detail.Result,
        Flow = detail is { Flow: { } flow, Job.Place: { } place } ? JobFlowDocument.Of(flow, place) : null,
        Message = detail.Message is { } message ? JobMessageDocument.Of(message) : null,
        Worker = detail.Worker,
        Attempts = [.. detail.Attempts.Select(JobAttemptDocument.Of)],
        MoreAttempts = detail.MoreAttempts,
        TraceParent = detail.TraceParent,
        DeadLetter = detail.DeadLetter,
    };
}
