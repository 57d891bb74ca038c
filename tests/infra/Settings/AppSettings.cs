using System.Text.RegularExpressions;

namespace Pipeline.Infra.Tests.Settings;

/// <summary>What app-settings.bicep tells the app.</summary>
internal static partial class AppSettings
{
    private static readonly string Text = Repository.Read("infra/app/app-settings.bicep");

    /// <summary>Settings begin with a capital, and nothing else in the file that has a value does.</summary>
    public static string[] Names { get; } = [.. SettingPattern().Matches(Text).Select(m => m.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Functions that are disabled in the staging slot.</summary>
    public static string[] Triggers { get; } = [.. List("laneFunctions"), .. List("otherFunctions")];

    public static string[] List(string name)
    {
        var body = Regex.Match(Text, $@"^var {name} = \[\n(?<body>(?:  '\w+'\n)+)\]", RegexOptions.Multiline);
        body.Success.ShouldBeTrue($"app-settings.bicep has no list {name} of one name a line");
        return [.. Regex.Matches(body.Groups["body"].Value, @"'(\w+)'").Select(m => m.Groups[1].Value)];
    }

    [GeneratedRegex(@"(?<=^\s*|\{ )(?<name>[A-Z]\w*):\s", RegexOptions.Multiline)]
    private static partial Regex SettingPattern();
}
