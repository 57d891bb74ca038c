using Pipeline.Cli.Api.Recurring;
using Spectre.Console;

namespace Pipeline.Cli.Output.Operations;

/// <summary>Recurring jobs for people, one a row.</summary>
internal static class RecurringTable
{
    private const int Gap = 2;

    public static void Write(IAnsiConsole console, RecurringList list)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var name in (string[])["job", "state", "schedule", "zone", "next", "last", "last status"])
            table.AddColumn(new TableColumn(name) { NoWrap = true, Padding = new Padding(0, 0, Gap, 0) });

        foreach (var job in list.Recurring)
        {
            table.AddRow(
                Cell(job.Name), Cell(State(job)), Cell(job.Schedule), Cell(job.Zone), Cell(Amounts.Moment(job.NextAt)), Cell(Amounts.Moment(job.LastAt)),
                Cell(job.LastStatus));
        }

        console.Write(table);
    }

    private static string State(RecurringDocument job) => (job.Orphaned, job.Enabled) switch
    {
        (true, _) => $"orphaned since {Amounts.Moment(job.DeclaredAt)}",
        (_, true) => "enabled",
        _ => "disabled",
    };

    private static Text Cell(string? text) => new(ServerText.Clean(text));
}
