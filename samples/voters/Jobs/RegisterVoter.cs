using Voters.Csv;

namespace Voters.Jobs;

/// <summary>Registers the voter of one record: pattern <c>fine-grained</c>.</summary>
/// <inheritdoc/>
public sealed record RegisterVoter(long Import, string Blob, CsvRange Range, VoterColumns Columns, DateOnly Today)
    : VoterRange(Import, Blob, Range, Columns, Today);
