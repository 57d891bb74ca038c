using Voters.Csv;

namespace Voters.Jobs;

/// <summary>Registers all voters of an imported file with one statement: pattern <c>starmap</c>.</summary>
/// <inheritdoc/>
public sealed record MapVoters(long Import, string Blob, CsvRange Range, VoterColumns Columns, DateOnly Today)
    : VoterRange(Import, Blob, Range, Columns, Today);
