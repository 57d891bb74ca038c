namespace Pipeline.Cli.Api.Operations;

/// <summary>A page of changes, the newest first.</summary>
internal sealed record AuditList
{
    public required IReadOnlyList<Change> Changes
    {
        get;
        init => field = NoNulls.In(value);
    }

    /// <summary>What the next page comes after; null: this is the last one.</summary>
    public Guid? Next { get; init; }
}
