namespace Pipeline.LocalHost.Settings;

/// <summary>What host.json says of durable functions, with the real host's defaults.</summary>
internal sealed record DurableTaskJson
{
    /// <summary>The task hub, which may name settings as <c>%Setting%</c>.</summary>
    public string HubName { get; set; } = "TestHubName";

    /// <summary>The setting that names the storage account.</summary>
    public string ConnectionName { get; set; } = "AzureWebJobsStorage";

    /// <summary>Control queues of the hub; must not change in a hub that is in use.</summary>
    public int PartitionCount { get; set; } = 4;

    /// <summary>The longest pause between two polls of a queue that is empty.</summary>
    public TimeSpan MaxQueuePollingInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a message of a control queue is invisible to others while its turn runs.</summary>
    public TimeSpan ControlQueueVisibilityTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an activity's message is invisible to others while it runs.</summary>
    public TimeSpan WorkItemQueueVisibilityTimeout { get; set; } = TimeSpan.FromMinutes(5);

    public int ControlQueueBatchSize { get; set; } = 32;

    public int ControlQueueBufferThreshold { get; set; } = 256;

    /// <summary>How many activities run at once in this process.</summary>
    public int MaxConcurrentActivities { get; set; } = 10 * Environment.ProcessorCount;

    /// <summary>How many turns of orchestrators run at once in this process.</summary>
    public int MaxConcurrentOrchestrators { get; set; } = 10 * Environment.ProcessorCount;

    /// <summary>Whether an event to an instance that is unknown or has ended throws.</summary>
    public bool ThrowStatusExceptionsOnRaiseEvent { get; set; } = true;

    /// <summary>Whether a start replaces an instance with the same id that still runs.</summary>
    public bool OverridesRunningInstances { get; set; }

    /// <summary>How long the worker's client waits for an answer.</summary>
    public TimeSpan GrpcHttpClientTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>The largest message that the worker's client takes or sends.</summary>
    public int MaxGrpcMessageSizeInBytes { get; set; } = int.MaxValue;
}
