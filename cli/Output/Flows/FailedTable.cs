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
        var table = new Table { Border = TableBorder.None };
        foreach (var name in (string[])["failed job", "place", "type", "status", "error"])
            table.AddColumn(new TableColumn(name) { NoWrap = name != "error", Padding = new Padding(0, 0, 2, 0) });
        foreach (var job in failed)
            table.AddRow(new Text($"{job.Job}"), new Text(Place(job)), Cell(job.Type), Cell(job.Status), Cell(FirstLine(job.Error)));
        console.Write(table);
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

    private static Text Cell(string text) => new(ServerText.Clean(text));
}
