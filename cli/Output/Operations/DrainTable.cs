using Pipeline.Cli.Api.Operations;
using Spectre.Console;

namespace Pipeline.Cli.Output.Operations;

/// <summary>Versions of which something is left, for people, one a row.</summary>
internal static class DrainTable
{
    public static void Write(IAnsiConsole console, DrainList list) => FittingTable.Write<DrainDocument>(
        console, list.Versions,
        new("job", drain => ServerText.Clean(drain.Job)),
        new("version", drain => $"{drain.Version}", Number: true),
        new("outbox", drain => Amounts.Count(drain.Left.Outbox), Number: true),
        new("lanes", drain => Amounts.Count(drain.Left.Lanes), Number: true),
        new("running", drain => Amounts.Count(drain.Left.Running), Number: true),
        new("retries", drain => Amounts.Count(drain.Left.Retries), Number: true),
        new("parked", drain => Amounts.Count(drain.Left.Parked), Number: true));
}
