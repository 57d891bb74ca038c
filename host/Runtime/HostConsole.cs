using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Pipeline.LocalHost.Settings;

namespace Pipeline.LocalHost.Runtime;

/// <summary>The host's console, at the levels that host.json names.</summary>
internal static class HostConsole
{
    // What the host is made of: its every step is of interest to nobody who runs an app.
    private static readonly string[] Frameworks = ["Microsoft", "Grpc", "Yarp"];

    public static void AddHostConsole(this ILoggingBuilder logging, HostJson host)
    {
        logging.AddConsole(console => console.FormatterName = HostConsoleFormatter.Format);
        logging.AddConsoleFormatter<HostConsoleFormatter, ConsoleFormatterOptions>();
        logging.SetMinimumLevel(host.LogLevels.GetValueOrDefault("default", LogLevel.Information));
        foreach (var framework in Frameworks)
            if (!host.LogLevels.Keys.Any(category => category.StartsWith(framework, StringComparison.OrdinalIgnoreCase)))
                logging.AddFilter(framework, LogLevel.Warning);
        foreach (var (category, level) in host.LogLevels.Where(pair => !pair.Key.Equals("default", StringComparison.OrdinalIgnoreCase)))
            logging.AddFilter(category, level);
    }
}
