namespace Pipeline.LocalHost.Settings;

/// <summary>What host.json says of durable functions, with the real host's defaults.</summary>
internal sealed record DurableTaskJson
{
    /// <summary>The task hub, which may name settings as <c>%Setting%</c>.</summary>
    public string HubName { get; set; } = "TestHubName";

    /// <summary>How often is looked for what other processes sent.</summary>
    public TimeSpan MaxQueuePollingInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether an event to an instance that is unknown or has ended throws.</summary>
    public bool ThrowStatusExceptionsOnRaiseEvent { get; set; } = true;

    /// <summary>How many activities run at once in this process.</summary>
    public int MaxConcurrentActivities { get; set; } = 10 * Environment.ProcessorCount;
}
