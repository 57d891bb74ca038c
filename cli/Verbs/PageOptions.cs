using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Pipeline.Cli.Verbs;

/// <summary>Which page of a list, as the verbs that list things have it.</summary>
internal sealed class PageOptions
{
    private const int Most = 100;

    public PageOptions(Func<ArgumentResult, Guid?> parseAfter)
    {
        After = new("--after") { Description = "Show what comes after this, as the list before says at its end", HelpName = "ID", CustomParser = parseAfter };
        Limit.Validators.Add(given => CheckNumber(given, Most));
    }

    public Option<int> Limit { get; } = new("--limit") { Description = $"How many, 1 to {Most}", HelpName = "N", DefaultValueFactory = _ => 20 };

    public Option<Guid?> After { get; }

    /// <summary>A whole number from 1 to <paramref name="most"/>.</summary>
    public static void CheckNumber(OptionResult given, int most)
    {
        if (given.Tokens is [var text] && (!int.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1 || number > most))
            given.AddError($"{given.Option.Name} is a number from 1 to {most}.");
    }
}
