namespace Pipeline.Chaos.Apps;

/// <summary>What the apps are told beside the environment, which wins: the jobs that misbehave, and waits short enough for a run of minutes.</summary>
internal static class AppSettings
{
    private static readonly Dictionary<string, string> Defaults = new()
    {
        ["Pipeline__Chaos"] = "true",
        ["Pipeline__HeartbeatInterval"] = "00:00:03",
        ["Pipeline__StaleAfter"] = "00:00:10",
        ["Pipeline__LostAfter"] = "00:00:10",
        ["Pipeline__AbandonAfter"] = "00:00:01",
        // Deaf jobs are many here; a process is to go on in spite of them.
        ["Pipeline__MostAbandoned"] = "200",
    };

    /// <summary>Longer than this a worker may not be silent.</summary>
    public static TimeSpan StaleAfter => TimeSpan.Parse(Given("Pipeline__StaleAfter")!, System.Globalization.CultureInfo.InvariantCulture);

    public static Dictionary<string, string> With(Dictionary<string, string> more)
    {
        var settings = Defaults.Keys.ToDictionary(name => name, name => Given(name)!);
        if (Given("AzureWebJobsStorage") is null && Given("PIPELINE_BLOBS") is { } blobs) settings["AzureWebJobsStorage"] = blobs;
        foreach (var (name, value) in more)
            settings[name] = value;
        return settings;
    }

    private static string? Given(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : Defaults.GetValueOrDefault(name);
}
