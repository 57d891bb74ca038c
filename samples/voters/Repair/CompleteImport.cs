namespace Voters.Repair;

/// <summary>Registers again what an import registered and somebody removed, whatever pattern it ran by.</summary>
/// <param name="Import">The import's place in the order of submission.</param>
public sealed record CompleteImport(long Import);
