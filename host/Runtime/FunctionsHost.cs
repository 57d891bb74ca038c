using Microsoft.Extensions.Logging;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Invocation;
using Pipeline.LocalHost.Settings;
using Pipeline.LocalHost.Triggers;
using Pipeline.LocalHost.Worker;

namespace Pipeline.LocalHost.Runtime;

/// <summary>
/// Starts the worker, indexes its functions one after another, starts the listeners of those that could be indexed, and stops them all. A
/// function that fails is left out until the next start of the host, and the others run.
/// </summary>
internal sealed partial class FunctionsHost(
    WorkerSupervisor workers, FunctionSelection selection, FunctionReader reader, InputKinds inputs, IEnumerable<IHostPart> parts, HostJson host, HostOptions options,
    DrainSignal drain, ILoggerFactory loggers, TimeProvider time)
{
    private readonly ILogger _logger = loggers.CreateLogger("Host.Startup");
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<ListenerStart> _listeners = [];
    private readonly List<IHostPart> _started = [];
    private readonly Lock _sync = new();
    private Task _starting = Task.CompletedTask;
    private Task? _stopped;

    /// <summary>Returns when every listener has started or failed once.</summary>
    /// <exception cref="Exception">The host cannot run this app; the message says why.</exception>
    public Task StartAsync() => _starting = StartListenersAsync(_stopping.Token);

    /// <summary>Takes nothing new, waits within the grace for what runs, and ends the worker.</summary>
    public Task StopAsync()
    {
        lock (_sync) return _stopped ??= StopOnceAsync();
    }

    private async Task StartListenersAsync(CancellationToken cancellationToken)
    {
        foreach (var key in host.Ignored) WriteIgnored(_logger, key);
        var functions = await workers.StartAsync(selection, cancellationToken);
        foreach (var part in parts)
        {
            await part.StartAsync(cancellationToken);
            _started.Add(part);
        }
        foreach (var function in functions)
            if (await IndexAsync(function, cancellationToken) is { } listener) _listeners.Add(new ListenerStart(function, listener, _logger, time));
        await Task.WhenAll(_listeners.Select(listener => listener.StartAsync(cancellationToken)));
        WriteStarted(_logger, _listeners.Count);
    }

    private async Task<ITriggerListener?> IndexAsync(WorkerFunction function, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var input in function.Inputs) inputs.Of(input).Index(function, input);
            return await reader.KindOf(function).IndexAsync(function, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            WriteIndexingError(_logger, function.LogName, e);
            WriteFailedIndexing(_logger, function.LogName);
            return null;
        }
    }

    private async Task StopOnceAsync()
    {
        await _stopping.CancelAsync();
        await _starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DrainAsync();
        foreach (var part in Enumerable.Reverse(_started)) await StopAsync(part);
        await workers.StopAsync();
    }

    private async Task DrainAsync()
    {
        using var grace = new CancellationTokenSource(options.DrainGrace, time);
        await drain.RaiseAsync();
        var stops = Task.WhenAll(_listeners.Select(listener => listener.StopAsync(grace.Token)));
        await stops.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stops.IsCompletedSuccessfully) WriteStopped(_logger);
        else WriteNotStopped(_logger, options.DrainGrace.TotalSeconds, stops.Exception);
    }

    private async Task StopAsync(IHostPart part)
    {
        using var grace = new CancellationTokenSource(options.DrainGrace, time);
        try
        {
            await part.StopAsync(grace.Token);
        }
        catch (Exception e)
        {
            WriteNotStopped(_logger, options.DrainGrace.TotalSeconds, e);
        }
    }

    [LoggerMessage(90, LogLevel.Warning, "The host.json setting '{Key}' has no effect here.")]
    private static partial void WriteIgnored(ILogger logger, string key);

    [LoggerMessage(92, LogLevel.Error, "Error indexing method '{Function}'")]
    private static partial void WriteIndexingError(ILogger logger, string function, Exception why);

    [LoggerMessage(93, LogLevel.Warning, "Function '{Function}' failed indexing and will be disabled.")]
    private static partial void WriteFailedIndexing(ILogger logger, string function);

    [LoggerMessage(94, LogLevel.Information, "Job host started with {Count} listeners")]
    private static partial void WriteStarted(ILogger logger, int count);

    [LoggerMessage(95, LogLevel.Information, "Job host stopped")]
    private static partial void WriteStopped(ILogger logger);

    [LoggerMessage(96, LogLevel.Warning, "Host did not shutdown within its allotted time of {Seconds} seconds; what still runs is abandoned.")]
    private static partial void WriteNotStopped(ILogger logger, double seconds, Exception? why);
}
