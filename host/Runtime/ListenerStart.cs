using Microsoft.Extensions.Logging;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Triggers;

namespace Pipeline.LocalHost.Runtime;

/// <summary>Starts a listener, and goes on trying in the background, ever more rarely, when it does not start at once.</summary>
internal sealed partial class ListenerStart(WorkerFunction function, ITriggerListener listener, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(2);

    private Task _retries = Task.CompletedTask;
    private bool _started;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!await TryStartAsync(cancellationToken)) _retries = RetryAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _retries.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_started) await listener.StopAsync(cancellationToken);
    }

    private async Task RetryAsync(CancellationToken cancellationToken)
    {
        for (var delay = FirstDelay; !_started; delay = delay * 2 < MaxDelay ? delay * 2 : MaxDelay)
        {
            await Task.Delay(delay, time, cancellationToken);
            await TryStartAsync(cancellationToken);
        }
    }

    private async Task<bool> TryStartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await listener.StartAsync(cancellationToken);
            _started = true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            WriteNotStarted(logger, function.LogName, e);
        }
        return _started;
    }

    [LoggerMessage(60, LogLevel.Error, "The listener for function '{Function}' was unable to start.")]
    private static partial void WriteNotStarted(ILogger logger, string function, Exception why);
}
