namespace Pipeline.Cli.Api.Recurring;

/// <summary>What the server tells about a recurring job. Fields that this version does not know are ignored.</summary>
internal sealed record RecurringDocument
{
    public required string Name { get; init; }

    public required string Schedule { get; init; }

    public string? Zone { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>Null while the job is switched off or orphaned.</summary>
    public DateTimeOffset? NextAt { get; init; }

    public DateTimeOffset? LastAt { get; init; }

    public string? LastStatus { get; init; }

    /// <summary>No process of the deployment knows the job any more.</summary>
    public bool Orphaned { get; init; }

    public DateTimeOffset? DeclaredAt { get; init; }
}
