using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Pipeline.Tests;

/// <summary>Keeps what was logged as warning or worse.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILogger, ISupportExternalScope
{
    public ConcurrentQueue<string> Lines { get; } = [];

    /// <summary>The same with the scopes that they were logged in.</summary>
    public ConcurrentQueue<(string Line, string Scope)> Scoped { get; } = [];

    private IExternalScopeProvider? Scopes { get; set; }

    /// <summary>How many lines have <paramref name="text"/> in them.</summary>
    public int Count(string text) => Lines.Count(line => line.Contains(text, StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) => this;

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => Scopes = scopeProvider;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        var line = $"{formatter(state, exception)} {exception}";
        var scope = new StringBuilder();
        Scopes?.ForEachScope((part, all) => all.Append(part).Append(' '), scope);
        Lines.Enqueue(line);
        Scoped.Enqueue((line, scope.ToString()));
    }

    public void Dispose()
    {
    }
}
