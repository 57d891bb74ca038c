using System.Globalization;

namespace Pipeline.LocalHost.Settings;

/// <summary>Reads <c>extensions.durableTask</c> of host.json, with the ranges of the real host.</summary>
internal static class DurableTaskJsonReader
{
    public const string Section = "extensions:durableTask:";

    private static readonly TimeSpan ShortestVisibility = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestVisibility = TimeSpan.FromMinutes(60);

    /// <summary>What is wrong with the setting, or null.</summary>
    public static string? Apply(DurableTaskJson durable, string key, string value) => key[Section.Length..].ToUpperInvariant() switch
    {
        "HUBNAME" => HostJsonReader.Set(() => durable.HubName = value),
        "MAXCONCURRENTACTIVITYFUNCTIONS" => Count(key, value, int.MaxValue, count => durable.MaxConcurrentActivities = count),
        "MAXCONCURRENTORCHESTRATORFUNCTIONS" => Count(key, value, int.MaxValue, count => durable.MaxConcurrentOrchestrators = count),
        "MAXGRPCMESSAGESIZEINBYTES" => Count(key, value, int.MaxValue, bytes => durable.MaxGrpcMessageSizeInBytes = bytes),
        "GRPCHTTPCLIENTTIMEOUT" => Time(key, value, timeout => durable.GrpcHttpClientTimeout = timeout),
        "STORAGEPROVIDER:TYPE" => Only("AzureStorage", key, value),
        "STORAGEPROVIDER:CONNECTIONNAME" or "STORAGEPROVIDER:CONNECTIONSTRINGNAME" =>
            HostJsonReader.Set(() => durable.ConnectionName = value),
        "STORAGEPROVIDER:MAXQUEUEPOLLINGINTERVAL" => Time(key, value, interval => durable.MaxQueuePollingInterval = interval),
        "STORAGEPROVIDER:CONTROLQUEUEVISIBILITYTIMEOUT" => Visibility(key, value, time => durable.ControlQueueVisibilityTimeout = time),
        "STORAGEPROVIDER:WORKITEMQUEUEVISIBILITYTIMEOUT" => Visibility(key, value, time => durable.WorkItemQueueVisibilityTimeout = time),
        "STORAGEPROVIDER:CONTROLQUEUEBATCHSIZE" => Count(key, value, 32, size => durable.ControlQueueBatchSize = size),
        "STORAGEPROVIDER:CONTROLQUEUEBUFFERTHRESHOLD" => Count(key, value, 1000, size => durable.ControlQueueBufferThreshold = size),
        "STORAGEPROVIDER:PARTITIONCOUNT" => Count(key, value, 16, count => durable.PartitionCount = count),
        "TRACING:DISTRIBUTEDTRACINGENABLED" or "TRACING:TRACEINPUTSANDOUTPUTS" => Only("false", key, value),
        "THROWSTATUSEXCEPTIONSONRAISEEVENT" => bool.TryParse(value, out var throws)
            ? HostJsonReader.Set(() => durable.ThrowStatusExceptionsOnRaiseEvent = throws)
            : $"'{key}' must be true or false, not '{value}'",
        "OVERRIDABLEEXISTINGINSTANCESTATES" => value.ToUpperInvariant() switch
        {
            "ANYSTATE" => HostJsonReader.Set(() => durable.OverridesRunningInstances = true),
            "NONRUNNINGSTATES" => HostJsonReader.Set(() => durable.OverridesRunningInstances = false),
            _ => $"'{key}' must be NonRunningStates or AnyState, not '{value}'",
        },
        _ => $"'{key}' is not supported",
    };

    private static string? Only(string wanted, string key, string value) =>
        value.Equals(wanted, StringComparison.OrdinalIgnoreCase) ? null : $"'{key}' must be {wanted}, not '{value}'";

    private static string? Visibility(string key, string value, Action<TimeSpan> set) =>
        Time(key, value, set, (int)ShortestVisibility.TotalSeconds, (int)LongestVisibility.TotalSeconds);

    // Endless is a value for other settings.
    private static string? Time(string key, string value, Action<TimeSpan> set, int fromSeconds = 0, int toSeconds = int.MaxValue) =>
        HostJsonReader.Duration(key, value == "-1" ? "none" : value, set, fromSeconds, toSeconds);

    private static string? Count(string key, string value, int most, Action<int> set) =>
        int.TryParse(value, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= most
            ? HostJsonReader.Set(() => set(count))
            : $"'{key}' must be 1 to {most}, not '{value}'";
}
