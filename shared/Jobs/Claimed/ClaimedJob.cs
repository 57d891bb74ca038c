using Pipeline.Flows;

namespace Pipeline.Jobs;

/// <summary>A job as the worker that claimed its message reads it.</summary>
internal sealed record ClaimedJob
{
    public required Guid Id { get; init; }
    public required string Type { get; init; }
    public required int Version { get; init; }
    public required string Args { get; init; }

    /// <summary>Holds the arguments in place of the row.</summary>
    public required string? ArgsBlob { get; init; }

    public required short Generation { get; init; }

    /// <summary>Failed attempts so far.</summary>
    public required short Attempt { get; init; }

    public required short Parked { get; init; }

    /// <summary>The flow that it belongs to, if any.</summary>
    public required ClaimedFlow? Flow { get; init; }

    /// <summary>How many arguments a starmap job has.</summary>
    public required int? Tuples { get; init; }

    public required string? TraceParent { get; init; }
    public required DateTime CreatedAt { get; init; }

    /// <summary>Its time is over, by the database's clock.</summary>
    public required bool Expired { get; init; }
}
