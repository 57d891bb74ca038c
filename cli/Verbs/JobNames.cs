using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Pipeline.Cli.Verbs;

/// <summary>What a job may be called.</summary>
internal static partial class JobNames
{
    /// <summary>For messages.</summary>
    public const string Form = "a job's name: 1 to 100 letters, digits, '.', '-' or '_'";

    public static bool IsOne(string text) => Pattern().IsMatch(text);

    /// <summary>Refuses an option that is none.</summary>
    public static void Check(OptionResult given)
    {
        if (given.Tokens is [var name] && !IsOne(name.Value)) given.AddError($"{given.Option.Name} must be {Form}.");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,100}\z")]
    private static partial Regex Pattern();
}
