using Voters.Csv;

namespace Voters.Jobs;

/// <summary>Registers all voters of an imported file, one upsert a row: pattern <c>all-in-one</c>.</summary>
/// <inheritdoc/>
public sealed record RegisterAllVoters(long Import, string Blob, CsvRange Range, VoterColumns Columns, DateOnly Today)
    : VoterRange(Import, Blob, Range, Columns, Today);
