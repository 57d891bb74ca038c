namespace Pipeline.Cli.Tests.Support;

internal sealed record Outcome(ExitCode Exit, string Out, string Error)
{
    public string[] OutLines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A report's rows: the first and the last word of each line.</summary>
    public Dictionary<string, string> Rows => OutLines
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(words => words[0], words => words[^1]);

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
