namespace Voters.Summary;

/// <summary>An import in numbers, as they were when its last job had ended.</summary>
public record VoterSummary
{
    /// <summary>The voters whose newest line is this import's.</summary>
    public required long Voters { get; init; }

    /// <summary>The states with the most voters first, up to 100 of them.</summary>
    public required IReadOnlyList<StateCount> ByState { get; init; }

    /// <summary>Voters of all other states.</summary>
    public required long OtherStates { get; init; }

    /// <summary>The earliest first.</summary>
    public required IReadOnlyList<DecadeCount> ByBirthDecade { get; init; }

    /// <summary>Rows of the file that are no voter's, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Rejects { get; init; }

    /// <summary>How many jobs did not succeed, so that their rows are missing.</summary>
    public required int FailedJobs { get; init; }
}
