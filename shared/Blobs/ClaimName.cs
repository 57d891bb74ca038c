using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipeline.Blobs;

/// <summary>The name of a blob that belongs to a job. The job's id is in it, so that whoever finds the blob can ask whether a row refers to it (I5).</summary>
/// <param name="Job">The job that it belongs to.</param>
/// <param name="IsNamedInRow">Arguments and results: only the row's own column refers to them. What a handler wrote belongs to the job as a whole.</param>
internal readonly partial record struct ClaimName(Guid Job, bool IsNamedInRow)
{
    public const string Prefix = "claims/";

    public static string Args(Guid job, DateTimeOffset at) => $"{Folder(job, at)}/args";

    public static string Result(string run) => run + "-result";

    public static string File(string run, string name) => $"{run}/{name}";

    /// <summary>What one run writes is apart from what any other writes: a run that was fenced may still be at it.</summary>
    /// <param name="attempt">From 1.</param>
    public static string Run(Guid job, DateTimeOffset at, int generation, int attempt) => $"{Folder(job, at)}/{generation}-{attempt}-{Guid.NewGuid():N}";

    /// <summary>Null for what is no job's blob.</summary>
    public static ClaimName? TryParse(string? name) =>
        Pattern().Match(name ?? "") is { Success: true } match ? new(Guid.Parse(match.Groups["job"].ValueSpan), match.Groups["row"].Success) : null;

    /// <summary>
    /// 1 to 100 of <c>A-Z a-z 0-9 . _ -</c>, no dot at either end: storage drops it at the end, and in between slashes it is a way up.
    /// </summary>
    public static bool IsFileName(string? name) => name is not null && FilePattern().IsMatch(name);

    private static string Folder(Guid job, DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{at.UtcDateTime:yyyy-MM-dd}/{job}");

    private const string FileText = "[A-Za-z0-9_-](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?";

    [GeneratedRegex(@"\Aclaims/[0-9]{4}-[0-9]{2}-[0-9]{2}/(?<job>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(?:(?<row>args)|[0-9]+-[0-9]+-[0-9a-f]{32}(?:(?<row>-result)|/" + FileText + @"))\z")]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\A" + FileText + @"\z")]
    private static partial Regex FilePattern();
}
