using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Pipeline.LocalHost.Runtime;

/// <summary>One line for each entry, as the host writes, and below it the exception if there is one. Times are UTC.</summary>
internal sealed class HostConsoleFormatter(TimeProvider time) : ConsoleFormatter(Format)
{
    public const string Format = "host";

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter writer)
    {
        writer.Write(time.GetUtcNow().ToString("[yyyy-MM-dd'T'HH:mm:ss.fff'Z'] ", CultureInfo.InvariantCulture));
        if (entry.LogLevel >= LogLevel.Warning) writer.Write($"{entry.LogLevel}: ");
        writer.Write($"{entry.Category}: {entry.Formatter(entry.State, entry.Exception)}");
        writer.WriteLine();
        if (entry.Exception is not null) writer.WriteLine(entry.Exception);
    }
}
