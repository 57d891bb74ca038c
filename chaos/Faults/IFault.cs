namespace Pipeline.Chaos.Faults;

/// <summary>One way to make trouble.</summary>
internal interface IFault
{
    string Name { get; }

    /// <summary>Why it cannot be made here; null where it can.</summary>
    string? Impossible { get; }

    /// <summary>Makes it, and undoes what would last.</summary>
    /// <returns>What it did.</returns>
    Task<string> StrikeAsync(Random dice, CancellationToken cancellationToken);
}
