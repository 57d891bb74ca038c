namespace Voters.Generator;

/// <summary>What a sample holds.</summary>
/// <param name="Records">All records, the header not counted.</param>
/// <param name="Voters">Different voters among the good records.</param>
/// <param name="Repeated">Good records of a voter that came before.</param>
/// <param name="Bad">Records that are to be rejected.</param>
public sealed record SampleSummary(int Records, int Voters, int Repeated, int Bad);
