namespace Voters.Csv;

/// <summary>A stretch of a voter file that holds whole records: what a job refers to.</summary>
/// <param name="Offset">Where it starts, in bytes from the start of the file.</param>
/// <param name="Length">How long it is, in bytes.</param>
/// <param name="FirstLine">The physical line at which it starts; the file's first line is 1.</param>
/// <param name="Records">How many records it holds, those that will be rejected included, blank lines not.</param>
public readonly record struct CsvRange(long Offset, long Length, long FirstLine, int Records);
