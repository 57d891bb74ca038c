using System.CommandLine;

namespace Pipeline.Cli.Verbs;

/// <summary><c>--json</c>, as verbs have it that show what the server says.</summary>
internal static class JsonOption
{
    public static Option<bool> Create() => new("--json") { Description = "Print the server's document as one line of JSON" };
}
