using Pipeline.Cli.Api.Operations;
using Spectre.Console;

namespace Pipeline.Cli.Output.Operations;

/// <summary>Sweeps for people, one a row.</summary>
internal static class SweepTable
{
    public static void Write(IAnsiConsole console, SweepList list) => FittingTable.Write<Sweep>(
        console, list.Sweeps,
        new("sweep", sweep => ServerText.Clean(sweep.Name)),
        new("last", sweep => Amounts.Moment(sweep.LastAt)),
        new("did", sweep => Amounts.Count(sweep.Count), Number: true),
        new("ever", sweep => Amounts.Count(sweep.Total), Number: true),
        new("last acted", sweep => Amounts.Moment(sweep.ActedAt)),
        new("seconds", sweep => Amounts.Seconds(sweep.Seconds), Number: true),
        new("runs", sweep => Amounts.Count(sweep.Runs), Number: true),
        new("error", sweep => ServerText.Clean(sweep.Error), Long: true));
}
