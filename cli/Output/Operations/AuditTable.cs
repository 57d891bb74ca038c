using Pipeline.Cli.Api.Operations;
using Spectre.Console;

namespace Pipeline.Cli.Output.Operations;

/// <summary>Changes for people, one a row.</summary>
internal static class AuditTable
{
    public static void Write(IAnsiConsole console, AuditList list) => FittingTable.Write<Change>(
        console, list.Changes,
        new("at", change => Amounts.Moment(change.At)),
        new("what", change => ServerText.Clean(change.What)),
        new("outcome", change => ServerText.Clean(change.Status is { } status ? $"{change.Outcome} {status}" : change.Outcome)),
        new("key", change => ServerText.Clean(change.Key)),
        new("count", change => change.Count is { } count ? Amounts.Count(count) : "", Number: true),
        new("target", change => ServerText.Clean(change.Target), Long: true));
}
