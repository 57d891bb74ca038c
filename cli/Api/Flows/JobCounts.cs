namespace Pipeline.Cli.Api.Flows;

/// <summary>A flow's jobs by state, as the server counts them.</summary>
internal sealed record JobCounts
{
    public required long Total { get; init; }

    public long Succeeded { get; init; }

    public long Dead { get; init; }

    public long Cancelled { get; init; }

    public long Expired { get; init; }

    /// <summary>Not ended yet.</summary>
    public required long Open { get; init; }

    /// <summary>Ended without success.</summary>
    public long Lost => Dead + Cancelled + Expired;

    /// <summary>Ended in whatever way.</summary>
    public long Done => Math.Clamp(Total - Open, 0, Math.Max(Total, 0));
}
