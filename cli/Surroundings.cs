using Spectre.Console;

namespace Pipeline.Cli;

/// <summary>Everything the tool takes from the machine around it, so that a test can hand it something else.</summary>
internal sealed record Surroundings
{
    /// <summary>Standard output: what was asked for, and nothing else.</summary>
    public required IAnsiConsole Out { get; init; }

    /// <summary>Standard error: progress, hints and errors.</summary>
    public required IAnsiConsole Error { get; init; }

    /// <summary>An environment variable's value, or null where it is not set.</summary>
    public required Func<string, string?> Environment { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Pacing Pacing { get; init; } = new();

    /// <summary>Writes one plain line to standard output: no markup, no wrapping.</summary>
    public void Print(string line) => Out.Profile.Out.Writer.WriteLine(line);

    /// <summary>Writes one plain line to standard error: no markup, no wrapping.</summary>
    public void Say(string line) => Error.Profile.Out.Writer.WriteLine(line);
}
