using Pipeline.Cli.Api.DeadLetters;
using Spectre.Console;

namespace Pipeline.Cli.Output.DeadLetters;

/// <summary>Groups of dead letters for people, one a row.</summary>
internal static class DeadGroupTable
{
    public static void Write(IAnsiConsole console, IReadOnlyList<DeadGroup> groups) => WholeTable.Write<DeadGroup>(
        console, groups,
        new("count", group => Amounts.Count(group.Count), Number: true),
        new("first", group => Amounts.Moment(group.First)),
        new("last", group => Amounts.Moment(group.Last)),
        new("job", group => DeadWords.Kind(group.Type)),
        new("cause", group => ServerText.Clean(group.Cause), Long: true));
}
