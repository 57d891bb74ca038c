using System.Text.Json;

namespace Pipeline.Infra.Tests.Settings;

/// <summary>The functions that there are, as the build lists them for the Functions host.</summary>
internal static class Functions
{
    private static readonly (string Name, string Trigger)[] All = Read();

    /// <summary>All of them, by name.</summary>
    public static string[] Names => [.. All.Select(f => f.Name).Order(StringComparer.Ordinal)];

    /// <summary>Those with one of these triggers, by name: rabbitMQTrigger, timerTrigger and so on.</summary>
    public static string[] With(params string[] triggers) => [.. All.Where(f => triggers.Contains(f.Trigger)).Select(f => f.Name).Order(StringComparer.Ordinal)];

    public static string[] Triggers => [.. All.Select(f => f.Trigger).Distinct().Order(StringComparer.Ordinal)];

    private static (string, string)[] Read()
    {
        using var metadata = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.AppFolder, "functions.metadata")));
        return [.. metadata.RootElement.EnumerateArray().Select(f => (f.GetProperty("name").GetString()!, TriggerOf(f)))];
    }

    private static string TriggerOf(JsonElement function) => function.GetProperty("bindings").EnumerateArray()
        .Select(b => b.GetProperty("type").GetString()!).Single(t => t.EndsWith("Trigger", StringComparison.Ordinal));
}
