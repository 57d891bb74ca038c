using Voters.Csv;

namespace Voters;

/// <summary>A stretch of an imported file: what every job of an import is given.</summary>
/// <param name="Import">The import's place in the order of submission: a later one wins.</param>
/// <param name="Blob">The file.</param>
/// <param name="Range">What of it.</param>
/// <param name="Columns">Which field is which.</param>
/// <param name="Today">The day of the submission: dates of birth are before it, whenever the job runs.</param>
public abstract record VoterRange(long Import, string Blob, CsvRange Range, VoterColumns Columns, DateOnly Today);
