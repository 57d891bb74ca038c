using Pipeline.Chaos.Oracle;

namespace Pipeline.Chaos.Output;

/// <summary>What a run came to.</summary>
internal sealed record Verdict
{
    public bool Holds => Breaches.Count == 0;

    public required int Seed { get; init; }

    public required int Attempted { get; init; }

    public required int Accepted { get; init; }

    /// <summary>Transactions whose answer was lost, settled by a look.</summary>
    public required int Doubts { get; init; }

    public required Counts Jobs { get; init; }

    public required IReadOnlyDictionary<string, int> Faults { get; init; }

    /// <summary>Processes that ended by themselves, as when a job killed them.</summary>
    public required int OwnEnds { get; init; }

    /// <summary>Seconds from the last fault until everything had ended.</summary>
    public required double SettledAfter { get; init; }

    public required IReadOnlyList<Breach> Breaches { get; init; }

    public required string Repeat { get; init; }
}
