using Pipeline.Cli.Api.Flows;
using Spectre.Console;

namespace Pipeline.Cli.Output.Flows;

/// <summary>Jobs of a flow that failed, for people: what to give to <c>pipeline replay</c>, and why each did.</summary>
internal static class FailedTable
{
    public static void Write(IAnsiConsole console, IReadOnlyList<FailedJob> failed)
    {
        if (failed.Count == 0) return;
        WholeTable.Write<FailedJob>(
            console, failed,
            new("failed job", job => $"{job.Job}"),
            new("place", Place),
            new("type", job => ServerText.Clean(job.Type)),
            new("status", job => ServerText.Clean(job.Status)),
            new("error", job => ServerText.FirstLine(job.Error), Long: true));
    }

    private static string Place(FailedJob job) => job.Place switch
    {
        -1 => "body",
        < -1 => "error",
        _ => Amounts.Count(job.Place),
    };
}
