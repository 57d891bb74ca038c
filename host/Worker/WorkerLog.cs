using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Pipeline.LocalHost.Rpc;

namespace Pipeline.LocalHost.Worker;

/// <summary>Writes the worker's log entries to the console under their own category, at the level that host.json names for it.</summary>
internal sealed partial class WorkerLog(ILoggerFactory loggers)
{
    private readonly ConcurrentDictionary<string, ILogger> _loggers = new();

    public void Write(RpcLog entry)
    {
        // A metric is no line for a console.
        if (entry.LogCategory == RpcLog.Types.RpcLogCategory.CustomMetric || entry.Level == RpcLog.Types.Level.None) return;
        var logger = _loggers.GetOrAdd(entry.Category.Length > 0 ? entry.Category : "Worker", static (category, loggers) => loggers.CreateLogger(category), loggers);
        var level = (LogLevel)(int)entry.Level;
        if (!logger.IsEnabled(level)) return;
        var text = entry.Exception is { } e ? $"{entry.Message}{Environment.NewLine}{e.Message}{Environment.NewLine}{e.StackTrace}".TrimEnd() : entry.Message;
        WriteEntry(logger, level, text);
    }

    [LoggerMessage(EventId = 80, Message = "{Text}")]
    private static partial void WriteEntry(ILogger logger, LogLevel level, string text);
}
