using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Pipeline.LocalHost.Settings;

/// <summary>
/// Reads host.json and the app settings that override it, <c>AzureFunctionsJobHost__extensions__…</c>, and refuses by name what this host
/// does not do.
/// </summary>
internal static class HostJsonReader
{
    private const string LogLevels = "logging:logLevel:";

    // They change what is logged or how the platform looks after the host, never what a function sees.
    private static readonly string[] Harmless = ["logging", "telemetryMode", "extensionBundle", "aggregator", "healthMonitor", "watchDirectories", "$schema"];

    /// <exception cref="UnsupportedException">The file cannot be read, or a setting is unknown or its value is none.</exception>
    public static HostJson Read(string path, HostSettings settings)
    {
        var overrides = settings.HostJson;
        var all = Load(path, overrides);
        var host = new HostJson();
        var problems = new List<string>();
        foreach (var (key, value) in all.AsEnumerable())
        {
            if (value is null) continue;
            if (Apply(host, key, value) is not { } problem) continue;
            var overridden = HostSettings.HostJsonSection + "__" + key.Replace(":", "__", StringComparison.Ordinal);
            problems.Add(overrides.ContainsKey(key) ? $"the setting {overridden}: {problem}" : $"host.json: {problem}");
        }
        return problems.Count == 0 ? host : throw new UnsupportedException(problems);
    }

    private static IConfiguration Load(string path, IReadOnlyDictionary<string, string?> overrides)
    {
        try
        {
            return new ConfigurationBuilder().AddJsonFile(path, optional: false, reloadOnChange: false).AddInMemoryCollection(overrides).Build();
        }
        catch (InvalidDataException e)
        {
            throw new UnsupportedException($"{path} is no JSON object: {e.GetBaseException().Message}");
        }
    }

    private static string? Apply(HostJson host, string key, string value) => key.ToUpperInvariant() switch
    {
        "VERSION" => value == "2.0" ? null : $"version '{value}' is not supported; it must be \"2.0\"",
        "FUNCTIONTIMEOUT" => Duration(key, value, period => host.FunctionTimeout = period),
        "EXTENSIONS:HTTP:ROUTEPREFIX" => Set(() => host.RoutePrefix = value),
        "EXTENSIONS:RABBITMQ:PREFETCHCOUNT" => ushort.TryParse(value, CultureInfo.InvariantCulture, out var count)
            ? Set(() => host.PrefetchCount = count)
            : $"'{key}' must be 0 to 65535, not '{value}'",
        "SINGLETON:LISTENERLOCKPERIOD" => Duration(key, value, period => host.ListenerLockPeriod = period, 15, 60),
        "SINGLETON:LISTENERLOCKRECOVERYPOLLINGINTERVAL" =>
            Duration(key, value, period => host.ListenerLockRecoveryPollingInterval = period, 15),
        _ when key.StartsWith(DurableTaskJsonReader.Section, StringComparison.OrdinalIgnoreCase) =>
            DurableTaskJsonReader.Apply(host.DurableTask, key, value),
        _ when key.StartsWith(LogLevels, StringComparison.OrdinalIgnoreCase) => Level(host, key, value),
        _ when Harmless.Contains(key.Split(':')[0], StringComparer.OrdinalIgnoreCase) => Set(() => host.Ignored.Add(key)),
        _ => $"'{key}' is not supported",
    };

    internal static string? Duration(string key, string value, Action<TimeSpan> set, int fromSeconds = 0, int toSeconds = int.MaxValue)
    {
        if (value == "-1" && fromSeconds == 0) return Set(() => set(Timeout.InfiniteTimeSpan));
        if (!TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var period) || period <= TimeSpan.Zero)
            return $"'{key}' must be a time span such as 00:05:00, not '{value}'";
        return period.TotalSeconds < fromSeconds || period.TotalSeconds > toSeconds
            ? $"'{key}' must be at least {fromSeconds} seconds{(toSeconds < int.MaxValue ? $" and at most {toSeconds}" : "")}, not '{value}'"
            : Set(() => set(period));
    }

    private static string? Level(HostJson host, string key, string value) => Enum.TryParse<LogLevel>(value, ignoreCase: true, out var level)
        ? Set(() => host.LogLevels[key[LogLevels.Length..]] = level)
        : $"'{key}' must be a log level such as Information, not '{value}'";

    internal static string? Set(Action set)
    {
        set();
        return null;
    }
}
