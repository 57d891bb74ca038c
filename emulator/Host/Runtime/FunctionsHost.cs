using Microsoft.Extensions.Logging;
using Pipeline.Emulator.Functions;
using Pipeline.Emulator.Invocation;
using Pipeline.Emulator.Settings;
using Pipeline.Emulator.Triggers;

namespace Pipeline.Emulator.Runtime;

/// <summary>
/// Indexes the functions one after another, starts the listeners of those that could be indexed, and stops them all. A function that
/// fails is left out until the next start of the process, and the others run.
/// </summary>
internal sealed partial class FunctionsHost(
    FunctionCatalog catalog, HostJson host, EmulatorOptions options, DrainSignal drain, ILoggerFactory loggers, TimeProvider time)
{
    private readonly ILogger _logger = loggers.CreateLogger("Host.Startup");
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<ListenerStart> _listeners = [];
    private readonly Lock _sync = new();
    private Task? _drained;

    /// <summary>Completes when every listener has started or failed once. Nobody else waits for it, as nobody waits for the real host.</summary>
    public Task Started { get; private set; } = Task.CompletedTask;

    /// <exception cref="UncoveredException">The app asks for something that is not covered.</exception>
    public void Start()
    {
        foreach (var key in host.Ignored) WriteIgnored(_logger, key);
        foreach (var name in catalog.Disabled) WriteDisabled(_logger, name);
        Started = StartListenersAsync(catalog.Functions, _stopping.Token);
    }

    /// <summary>Takes nothing new and waits for what runs, within the grace.</summary>
    public Task DrainAsync()
    {
        lock (_sync) return _drained ??= DrainOnceAsync();
    }

    private async Task StartListenersAsync(IReadOnlyList<FunctionDescriptor> functions, CancellationToken cancellationToken)
    {
        // Off the thread that starts the app.
        await Task.Yield();
        foreach (var function in functions)
            if (await IndexAsync(function, cancellationToken) is { } listener) _listeners.Add(new ListenerStart(function, listener, _logger, time));
        await Task.WhenAll(_listeners.Select(listener => listener.StartAsync(cancellationToken)));
        WriteStarted(_logger, _listeners.Count);
    }

    private async Task<ITriggerListener?> IndexAsync(FunctionDescriptor function, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var input in function.Inputs) input.Index();
            return await function.Kind.IndexAsync(function, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            WriteIndexingError(_logger, function.LogName, e);
            WriteFailedIndexing(_logger, function.LogName);
            return null;
        }
    }

    private async Task DrainOnceAsync()
    {
        using var grace = new CancellationTokenSource(options.DrainGrace, time);
        await _stopping.CancelAsync();
        await Started.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await drain.RaiseAsync();
        var stops = Task.WhenAll(_listeners.Select(listener => listener.StopAsync(grace.Token)));
        await stops.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stops.IsCompletedSuccessfully) WriteStopped(_logger);
        else WriteNotStopped(_logger, options.DrainGrace.TotalSeconds, stops.Exception);
    }

    [LoggerMessage(50, LogLevel.Warning, "The host.json setting '{Key}' has no effect in the emulator.")]
    private static partial void WriteIgnored(ILogger logger, string key);

    [LoggerMessage(51, LogLevel.Information, "Function '{Function}' is disabled")]
    private static partial void WriteDisabled(ILogger logger, string function);

    [LoggerMessage(52, LogLevel.Error, "Error indexing method '{Function}'")]
    private static partial void WriteIndexingError(ILogger logger, string function, Exception why);

    [LoggerMessage(53, LogLevel.Warning, "Function '{Function}' failed indexing and will be disabled.")]
    private static partial void WriteFailedIndexing(ILogger logger, string function);

    [LoggerMessage(54, LogLevel.Information, "Job host started with {Count} listeners")]
    private static partial void WriteStarted(ILogger logger, int count);

    [LoggerMessage(55, LogLevel.Information, "Job host stopped")]
    private static partial void WriteStopped(ILogger logger);

    [LoggerMessage(56, LogLevel.Warning, "Host did not shutdown within its allotted time of {Seconds} seconds; what still runs is abandoned.")]
    private static partial void WriteNotStopped(ILogger logger, double seconds, Exception? why);
}
