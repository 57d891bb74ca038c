using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Pipeline.LocalHost.Settings;

namespace Pipeline.LocalHost.Runtime;

/// <summary>The host's console, at the levels that host.json names.</summary>
internal static class HostConsole
{
    private const string Framework = "Microsoft";

    public static void AddHostConsole(this ILoggingBuilder logging, HostJson host)
    {
        logging.AddConsole(console => console.FormatterName = HostConsoleFormatter.Format);
        logging.AddConsoleFormatter<HostConsoleFormatter, ConsoleFormatterOptions>();
        logging.SetMinimumLevel(host.LogLevels.GetValueOrDefault("default", LogLevel.Information));
        if (!host.LogLevels.Keys.Any(category => category.StartsWith(Framework, StringComparison.OrdinalIgnoreCase)))
            logging.AddFilter(Framework, LogLevel.Warning);
        foreach (var (category, level) in host.LogLevels.Where(pair => !pair.Key.Equals("default", StringComparison.OrdinalIgnoreCase)))
            logging.AddFilter(category, level);
    }
}
