using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using DurableTask.AzureStorage;
using DurableTask.Core;
using Microsoft.Extensions.Logging;
using Pipeline.LocalHost.Settings;

namespace Pipeline.LocalHost.Triggers.Durable;

/// <summary>The task hub in Azure Storage: all processes with the same name and account share its orchestrations.</summary>
internal sealed partial class DurableHub(HostSettings settings, HostJson host, ILoggerFactory logs)
{
    /// <summary>For tests: how long the lease of a partition lasts without renewal. The real host has no such setting.</summary>
    public const string LeaseSetting = "LocalHost:Durable:Lease";

    /// <summary>For tests: the visibility timeout of all queues, which host.json cannot set below a minute.</summary>
    public const string VisibilitySetting = "LocalHost:Durable:Visibility";

    /// <summary>What an instance is before it has ended.</summary>
    public static readonly OrchestrationStatus[] Running =
        [OrchestrationStatus.Running, OrchestrationStatus.Pending, OrchestrationStatus.ContinuedAsNew, OrchestrationStatus.Suspended];

    private readonly ConcurrentDictionary<(string Hub, string Connection), Lazy<AzureStorageOrchestrationService>> _services = new();

    /// <exception cref="InvalidOperationException">host.json's name is not valid, or a setting in it is missing.</exception>
    public string Name => Checked(settings.Resolve(host.DurableTask.HubName));

    public string ConnectionName => host.DurableTask.ConnectionName;

    /// <exception cref="InvalidOperationException">The hub's name or its storage account is missing or wrong.</exception>
    public AzureStorageOrchestrationService Service => Of(null, null);

    /// <summary>
    /// The hub that a client's attribute names. This process takes at once what it sends to its own hub; another hub's host polls.
    /// </summary>
    /// <inheritdoc cref="Service"/>
    public AzureStorageOrchestrationService Of(string? hub, string? connection)
    {
        var key = (string.IsNullOrEmpty(hub) ? Name : Checked(hub), string.IsNullOrEmpty(connection) ? ConnectionName : connection);
        return _services.GetOrAdd(key, of => new(() => new(Settings(of.Hub, of.Connection)))).Value;
    }

    /// <summary>Which instances a start with the same id does not replace.</summary>
    public OrchestrationStatus[] Kept => host.DurableTask.OverridesRunningInstances ? [] : Running;

    private AzureStorageOrchestrationServiceSettings Settings(string hub, string connection)
    {
        var durable = host.DurableTask;
        if (settings.Connection(connection) is not { Length: > 0 } account)
            throw new InvalidOperationException(
                $"Durable functions need a storage account. Set '{connection}' to its connection string, such as Azurite's.");
        var visibility = Time(VisibilitySetting);
        var made = new AzureStorageOrchestrationServiceSettings
        {
            StorageAccountClientProvider = new StorageAccountClientProvider(account),
            TaskHubName = hub,
            // Two hosts on one machine are two workers.
            WorkerId = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}",
            AppName = settings["WEBSITE_SITE_NAME"] ?? "",
            PartitionCount = durable.PartitionCount,
            ControlQueueBatchSize = durable.ControlQueueBatchSize,
            ControlQueueBufferThreshold = durable.ControlQueueBufferThreshold,
            ControlQueueVisibilityTimeout = visibility ?? durable.ControlQueueVisibilityTimeout,
            WorkItemQueueVisibilityTimeout = visibility ?? durable.WorkItemQueueVisibilityTimeout,
            MaxQueuePollingInterval = durable.MaxQueuePollingInterval,
            MaxConcurrentTaskActivityWorkItems = durable.MaxConcurrentActivities,
            MaxConcurrentTaskOrchestrationWorkItems = durable.MaxConcurrentOrchestrators,
            ThrowExceptionOnInvalidDedupeStatus = true,
            LoggerFactory = logs,
        };
        if (Time(LeaseSetting) is { } lease)
            (made.LeaseInterval, made.LeaseRenewInterval, made.LeaseAcquireInterval) = (lease, lease / 3, lease / 3);
        return made;
    }

    private TimeSpan? Time(string name) => settings[name] is { Length: > 0 } text
        ? TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero
            ? time : throw new InvalidOperationException($"'{name}' must be a time span such as 00:00:03, not '{text}'.")
        : null;

    private static string Checked(string name) => ValidName().IsMatch(name)
        ? name
        : throw new InvalidOperationException(
            $"Task hub name '{name}' should contain only alphanumeric characters, start with a letter, and have length between 3 and 45.");

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9]{2,44}$")]
    private static partial Regex ValidName();
}
