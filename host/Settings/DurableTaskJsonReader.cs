using System.Globalization;

namespace Pipeline.LocalHost.Settings;

/// <summary>
/// Reads <c>extensions.durableTask</c> of host.json. The storage provider's settings are checked, and those that tune Azure Storage have no
/// effect: the emulator keeps its histories in PostgreSQL.
/// </summary>
internal static class DurableTaskJsonReader
{
    public const string Section = "extensions:durableTask:";

    private const int MaxPartitions = 16;

    /// <summary>What is wrong with the setting, or null.</summary>
    public static string? Apply(DurableTaskJson durable, string key, string value) => key[Section.Length..].ToUpperInvariant() switch
    {
        "HUBNAME" => HostJsonReader.Set(() => durable.HubName = value),
        "MAXCONCURRENTACTIVITYFUNCTIONS" => Count(key, value, int.MaxValue, count => durable.MaxConcurrentActivities = count),
        "STORAGEPROVIDER:TYPE" => Only("AzureStorage", key, value),
        "STORAGEPROVIDER:CONNECTIONNAME" or "STORAGEPROVIDER:CONNECTIONSTRINGNAME" => null,
        "STORAGEPROVIDER:MAXQUEUEPOLLINGINTERVAL" => Time(key, value, interval => durable.MaxQueuePollingInterval = interval),
        "STORAGEPROVIDER:CONTROLQUEUEVISIBILITYTIMEOUT" => Time(key, value, _ => { }),
        "STORAGEPROVIDER:WORKITEMQUEUEVISIBILITYTIMEOUT" => Time(key, value, _ => { }),
        "STORAGEPROVIDER:PARTITIONCOUNT" => Count(key, value, MaxPartitions, _ => { }),
        "TRACING:DISTRIBUTEDTRACINGENABLED" or "TRACING:TRACEINPUTSANDOUTPUTS" => Only("false", key, value),
        "THROWSTATUSEXCEPTIONSONRAISEEVENT" => bool.TryParse(value, out var throws)
            ? HostJsonReader.Set(() => durable.ThrowStatusExceptionsOnRaiseEvent = throws)
            : $"'{key}' must be true or false, not '{value}'",
        _ => $"'{key}' is not supported",
    };

    private static string? Only(string wanted, string key, string value) =>
        value.Equals(wanted, StringComparison.OrdinalIgnoreCase) ? null : $"'{key}' must be {wanted}, not '{value}'";

    // Endless is a value for other settings.
    private static string? Time(string key, string value, Action<TimeSpan> set) =>
        HostJsonReader.Duration(key, value == "-1" ? "none" : value, set);

    private static string? Count(string key, string value, int most, Action<int> set) =>
        int.TryParse(value, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= most
            ? HostJsonReader.Set(() => set(count))
            : $"'{key}' must be 1 to {most}, not '{value}'";
}
