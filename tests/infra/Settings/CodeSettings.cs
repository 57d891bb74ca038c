using System.Text.RegularExpressions;

namespace Pipeline.Infra.Tests.Settings;

/// <summary>What the code of an app reads of its settings, by its sources.</summary>
internal static partial class CodeSettings
{
    private static readonly string[] Sources = [.. Repository.Files("shared", "*.cs"), .. Repository.Files("functions", "*.cs"), .. Repository.Files("samples/voters", "*.cs")];

    /// <summary>Every literal that is such a name.</summary>
    public static string[] Names { get; } =
        [.. Sources.SelectMany(s => NamePattern().Matches(Repository.Read(s)).Select(m => m.Groups[1].Value)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Every place that reads a setting by a name that is no literal: "file: expression".</summary>
    public static string[] Indirect { get; } =
    [
        .. Sources.SelectMany(s => ReadPattern().Matches(Repository.Read(s)).Select(m => m.Groups["key"].Value.Trim()).Where(k => !k.StartsWith('"')).Select(k => $"{s}: {k}"))
            .Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Literals by which a setting is read that is none of the pipeline's own.</summary>
    public static string[] Foreign { get; } =
    [
        .. Sources.SelectMany(s => ReadPattern().Matches(Repository.Read(s)).Select(m => m.Groups["key"].Value.Trim().Trim('"')))
            .Where(k => k.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':') && k.Any(char.IsAsciiLetterUpper) && k.Contains('_') && !k.StartsWith("PIPELINE_", StringComparison.Ordinal)),
    ];

    [GeneratedRegex("\"(PIPELINE_[A-Z_]+)\"")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\b(?:configuration|Configuration|section)\[(?<key>[^\]]+)\]|\b(?:GetEnvironmentVariable|GetSection|GetConnectionString|GetValue<[^>]+>|GetRequiredSection)\((?<key>[^)]+)\)")]
    private static partial Regex ReadPattern();
}
