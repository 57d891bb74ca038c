using Voters.Csv;

namespace Voters.Jobs;

/// <summary>Registers the voters of a range of an imported file, with one statement: pattern <c>group</c>.</summary>
/// <inheritdoc/>
public sealed record RegisterVoters(long Import, string Blob, CsvRange Range, VoterColumns Columns, DateOnly Today)
    : VoterRange(Import, Blob, Range, Columns, Today);
