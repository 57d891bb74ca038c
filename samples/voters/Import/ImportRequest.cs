using System.Text.RegularExpressions;

namespace Voters.Import;

/// <summary>How a file is to be imported.</summary>
public sealed partial record ImportRequest
{
    public const int DefaultChunk = 100;
    public const int LargestChunk = 100_000;

    private ImportRequest() { }

    public required ImportPattern Pattern { get; init; }

    /// <summary>Records a job, in patterns <see cref="ImportPattern.Chord"/> and <see cref="ImportPattern.Group"/>; the others have their own.</summary>
    public required int Chunk { get; init; }

    /// <summary>
    /// How many records one job takes. A job has 20 minutes: what is the most for those that take a whole file was measured to take a quarter of that.
    /// </summary>
    public int RecordsAJob => Pattern switch
    {
        ImportPattern.Chord or ImportPattern.Group => Chunk,
        ImportPattern.FineGrained => 1,
        ImportPattern.AllInOne => 1_000_000,
        ImportPattern.Starmap => 5_000_000,
        _ => throw new InvalidOperationException($"Pattern {Pattern} is unknown."),
    };

    /// <summary>Whether a job sums up after all others.</summary>
    public bool HasSummary => Pattern is ImportPattern.Chord or ImportPattern.FineGrained;

    /// <summary>How many jobs a file may make.</summary>
    public int MostJobs => Pattern is ImportPattern.AllInOne or ImportPattern.Starmap ? 1 : 2_000_000;

    /// <summary>What to say of a file that makes more.</summary>
    public string TooManyRecords => Pattern switch
    {
        ImportPattern.Chord or ImportPattern.Group => $"The file makes more than {MostJobs} jobs of {Chunk} records; choose a larger 'chunk'.",
        ImportPattern.FineGrained => $"The file has more than {MostJobs} records, too many for a job each; choose 'pattern' chord.",
        _ => $"The file has more than {RecordsAJob} records, too many for the one job of 'pattern' {ImportPatterns.NameOf(Pattern)} to end in its 20 minutes; choose 'pattern' chord.",
    };

    public required string? IdempotencyKey { get; init; }

    /// <summary>Checks what came with the file.</summary>
    /// <exception cref="InvalidImportException">A value is wrong; the message names it and what it takes.</exception>
    public static ImportRequest Of(string? pattern, string? chunk, string? idempotencyKey) => new()
    {
        Pattern = pattern is null ? ImportPattern.Chord
            : ImportPatterns.Find(pattern) ?? throw new InvalidImportException($"'pattern' is unknown; it is one of: {string.Join(", ", ImportPatterns.Names)}."),
        Chunk = chunk is null ? DefaultChunk
            : ChunkPattern().IsMatch(chunk) && int.Parse(chunk) is >= 1 and <= LargestChunk and var records ? records
            : throw new InvalidImportException($"'chunk' is a number of records from 1 to {LargestChunk}."),
        IdempotencyKey = idempotencyKey is null || KeyPattern().IsMatch(idempotencyKey) ? idempotencyKey
            : throw new InvalidImportException("'Idempotency-Key' is 1 to 200 visible ASCII characters."),
    };

    [GeneratedRegex(@"\A[0-9]{1,6}\z")]
    private static partial Regex ChunkPattern();

    [GeneratedRegex(@"\A[!-~]{1,200}\z")]
    private static partial Regex KeyPattern();
}
