using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Pipeline.LocalHost.Settings;

/// <summary>
/// The app settings as the host sees them: the environment, and nothing that the app's own code adds to its configuration.
/// </summary>
internal sealed partial class HostSettings(IConfiguration configuration)
{
    /// <summary>The setting that says under which address the app is found.</summary>
    public const string Hostname = "WEBSITE_HOSTNAME";

    /// <summary>Settings of this section stand above what host.json says.</summary>
    public const string HostJsonSection = "AzureFunctionsJobHost";

    public static HostSettings Create() =>
        new(new ConfigurationBuilder().AddEnvironmentVariables().Build());

    public string? this[string name] => configuration[name];

    /// <summary>What overrides host.json, by the path there.</summary>
    public IReadOnlyDictionary<string, string?> HostJson => configuration.GetSection(HostJsonSection)
        .AsEnumerable(makePathsRelative: true).Where(setting => setting.Value is not null)
        .ToDictionary(StringComparer.OrdinalIgnoreCase);

    public string? Connection(string name) =>
        configuration.GetConnectionString(name) is { Length: > 0 } connection ? connection : configuration[name];

    public bool IsEnabled(string name) =>
        configuration[name] is { } value && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the setting that switches a function off does so.</summary>
    public bool IsDisabled(string function) =>
        IsEnabled($"AzureWebJobs.{function}.Disabled") || IsEnabled($"AzureWebJobs_{function}_Disabled");

    /// <summary>The schedule that stands above the one in the code, which the real host has not: for tests that would otherwise wait. Null for most.</summary>
    public string? Schedule(string function) => configuration[$"LocalHost:Schedules:{function}"] is { Length: > 0 } schedule ? schedule : null;

    /// <summary>Replaces each <c>%name%</c> by the value of that setting.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing; the message is the real host's.</exception>
    public string Resolve(string text)
    {
        if (text.Count(c => c == '%') % 2 != 0)
            throw new InvalidOperationException($"The '%' at position {text.LastIndexOf('%')} does not have a closing '%'");
        return Reference().Replace(text, match =>
            configuration[match.Groups[1].Value] is { Length: > 0 } value
                ? value
                : throw new InvalidOperationException($"'{match.Value}' does not resolve to a value."));
    }

    [GeneratedRegex("%([^%]*)%")]
    private static partial Regex Reference();
}
