using Pipeline.Cli.Api.Flows;
using Spectre.Console;

namespace Pipeline.Cli.Output.Flows;

/// <summary>Jobs of a flow that failed, for people: what to give to <c>pipeline replay</c>, and why each did.</summary>
internal static class FailedTable
{
    private const int LongestError = 200;

    public static void Write(IAnsiConsole console, IReadOnlyList<FailedJob> failed)
    {
        if (failed.Count == 0) return;
        WholeTable.Write<FailedJob>(
            console, failed,
            new("failed job", job => $"{job.Job}"),
            new("place", Place),
            new("type", job => ServerText.Clean(job.Type)),
            new("status", job => ServerText.Clean(job.Status)),
            new("error", job => ServerText.Clean(FirstLine(job.Error)), Long: true));
    }

    private static string Place(FailedJob job) => job.Place switch
    {
        -1 => "body",
        < -1 => "error",
        _ => Amounts.Count(job.Place),
    };

    private static string FirstLine(string? error)
    {
        var line = (error ?? "").Split('\n', 2)[0];
        return line.Length > LongestError ? line[..LongestError] + "…" : line;
    }
}
