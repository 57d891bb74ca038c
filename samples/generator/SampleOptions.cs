namespace Voters.Generator;

/// <summary>What sample to write.</summary>
/// <param name="Records">How many records, the header not counted.</param>
/// <param name="Seed">The same seed and counts give the same bytes.</param>
/// <param name="Duplicates">The share of records, 0 to 1, that bring an earlier voter again with changed fields.</param>
/// <param name="Bad">The share of records, 0 to 1, that are to be rejected.</param>
public sealed record SampleOptions(int Records, long Seed, double Duplicates, double Bad)
{
    /// <returns>What is wrong with the options, or null.</returns>
    public string? FindFault() => this switch
    {
        { Records: < 0 } => "--records must be 0 or more.",
        { Duplicates: not (>= 0 and <= 1) } => "--duplicates is a share from 0 to 1, such as 0.02.",
        { Bad: not (>= 0 and <= 1) } => "--bad is a share from 0 to 1, such as 0.01.",
        _ when Duplicates + Bad > 1 => "--duplicates and --bad together must not be more than 1.",
        _ => null,
    };
}
