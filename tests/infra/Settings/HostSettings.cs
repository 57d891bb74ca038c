using System.Text.Json;

namespace Pipeline.Infra.Tests.Settings;

/// <summary>host.json, and the sample of local.settings.json.</summary>
internal static class HostSettings
{
    /// <summary>By which a setting overrides a value of host.json.</summary>
    public const string Prefix = "AzureFunctionsJobHost__";

    private static readonly JsonElement Host = JsonDocument.Parse(Repository.Read("host.json")).RootElement;

    public static string[] Extensions { get; } = [.. Host.GetProperty("extensions").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal)];

    public static string[] Sample { get; } =
    [
        .. JsonDocument.Parse(Repository.Read("local.settings.sample.json")).RootElement.GetProperty("Values").EnumerateObject().Select(v => v.Name).Order(StringComparer.Ordinal),
    ];

    public static string Value(params string[] path) => path.Aggregate(Host, (at, name) => at.GetProperty(name)).GetString()!;

    public static bool Has(string setting)
    {
        var at = Host;
        return setting[Prefix.Length..].Split("__").All(name => at.TryGetProperty(name, out at));
    }
}
