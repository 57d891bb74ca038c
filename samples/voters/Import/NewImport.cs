namespace Voters.Import;

/// <summary>A row of <c>voters.import</c> to be.</summary>
public sealed record NewImport
{
    /// <summary>The flow's id as well.</summary>
    public required Guid Id { get; init; }

    public required string Pattern { get; init; }
    public required string Blob { get; init; }
    public required string Rejects { get; init; }
    public long Records { get; init; }
    public long Rejected { get; init; }

    /// <summary>How many rows were rejected for which reason.</summary>
    public IReadOnlyDictionary<string, long> RejectedBy { get; init; } = new Dictionary<string, long>();
}
