using Pipeline.Cli.Api.Recurring;
using Spectre.Console;

namespace Pipeline.Cli.Output.Operations;

/// <summary>Recurring jobs for people, one a row.</summary>
internal static class RecurringTable
{
    public static void Write(IAnsiConsole console, RecurringList list) => WholeTable.Write<RecurringDocument>(
        console, list.Recurring,
        new("job", job => ServerText.Clean(job.Name)),
        new("state", State),
        new("schedule", job => ServerText.Clean(job.Schedule)),
        new("zone", job => ServerText.Clean(job.Zone)),
        new("next", job => Amounts.Moment(job.NextAt)),
        new("last", job => Amounts.Moment(job.LastAt)),
        new("last status", job => ServerText.Clean(job.LastStatus)));

    private static string State(RecurringDocument job) => (job.Orphaned, job.Enabled) switch
    {
        (true, _) => $"orphaned since {Amounts.Moment(job.DeclaredAt)}",
        (_, true) => "enabled",
        _ => "disabled",
    };
}
