using Microsoft.Extensions.Logging;

namespace Pipeline.LocalHost.Settings;

/// <summary>What host.json says, with the real host's defaults.</summary>
internal sealed record HostJson
{
    public TimeSpan FunctionTimeout { get; set; } = TimeSpan.FromMinutes(30);

    public string RoutePrefix { get; set; } = "api";

    /// <summary>How many messages a queue's listener buffers; not how many run.</summary>
    public ushort PrefetchCount { get; set; } = 30;

    /// <summary>How long a timer's lease lasts without renewal: 15 to 60 seconds.</summary>
    public TimeSpan ListenerLockPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a process that does not hold a timer looks whether it came free.</summary>
    public TimeSpan ListenerLockRecoveryPollingInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>What it says of <c>extensions.durableTask</c>.</summary>
    public DurableTaskJson DurableTask { get; } = new();

    /// <summary>Levels by category; <c>default</c> is for all others.</summary>
    public Dictionary<string, LogLevel> LogLevels { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Settings that have no effect here and do no harm.</summary>
    public List<string> Ignored { get; } = [];
}
