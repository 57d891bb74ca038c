using Spectre.Console;

namespace Pipeline.Cli.Output;

/// <summary>Makes a console that draws on a terminal and writes plain text anywhere else.</summary>
internal static class Screen
{
    /// <summary>A pipe has no width; wide enough that no line of a table is broken.</summary>
    private const int PlainWidth = 500;

    /// <param name="width">The width in characters; by default the terminal's.</param>
    public static IAnsiConsole Create(TextWriter writer, bool isTerminal, bool noColour, int? width = null)
    {
        // Windows must first be asked whether its console understands escape sequences.
        var ansi = OperatingSystem.IsWindows() ? AnsiSupport.Detect : AnsiSupport.Yes;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? ansi : AnsiSupport.No,
            ColorSystem = isTerminal && !noColour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new AnsiConsoleOutput(writer),
        });

        if (width is not null || !isTerminal)
            console.Profile.Width = width ?? PlainWidth;

        return console;
    }

    public static bool IsTerminal(this IAnsiConsole console) =>
        console.Profile.Capabilities is { Ansi: true, Interactive: true };
}
