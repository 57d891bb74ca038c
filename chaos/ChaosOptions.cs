namespace Pipeline.Chaos;

/// <summary>What a run is to do.</summary>
internal sealed record ChaosOptions
{
    /// <summary>How many jobs are to be accepted, members of chords included.</summary>
    public required int Jobs { get; init; }

    /// <summary>Decides which jobs there are, and the order and sizes of the faults.</summary>
    public required int Seed { get; init; }

    /// <summary>For how long faults strike, at least.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Starts one process of the app, which listens on <c>$PORT</c>; run by a shell.</summary>
    public required string AppCommand { get; init; }

    /// <summary>How many processes of the app there are.</summary>
    public required int Apps { get; init; }

    /// <summary>By when after the last fault everything has ended.</summary>
    public required TimeSpan Settle { get; init; }

    /// <summary>Which servers may be stopped and killed, by <c>PIPELINE_SERVICE</c>.</summary>
    public required IReadOnlyList<string> Servers { get; init; }

    /// <summary>Where the ledger and the app's logs go.</summary>
    public required string Folder { get; init; }

    /// <summary>The result as one line of JSON, last, on stdout.</summary>
    public required bool Json { get; init; }

    /// <summary>How to have the same again.</summary>
    public string Repeat => FormattableString.Invariant($"./dev chaos --jobs {Jobs} --seed {Seed} --minutes {Duration.TotalMinutes:0.##} --apps {Apps}");
}
