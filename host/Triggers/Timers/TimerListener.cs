using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Logging;

namespace Pipeline.LocalHost.Triggers.Timers;

/// <summary>Runs a timer whenever this process holds its lease.</summary>
internal sealed partial class TimerListener(string function, TimerRun run, TimerLease lease, ILogger logger) : ITriggerListener
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _holding = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var held = await lease.TryAcquireAsync(cancellationToken);
        _holding = HoldAsync(held, _stopping.Token);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _holding.WaitAsync(cancellationToken);
    }

    private async Task HoldAsync(BlobLeaseClient? held, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                held ??= await lease.AcquireAsync(stop);
                await RunWhileHeldAsync(held, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            held = null;
        }
    }

    private async Task RunWhileHeldAsync(BlobLeaseClient held, CancellationToken stop)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var keeping = lease.KeepAsync(held, until.Token);
        var running = run.RunAsync(until.Token);
        await Task.WhenAny(keeping, running);
        await until.CancelAsync();
        // A run that goes on is waited for before anybody else may have the timer.
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!keeping.IsCompletedSuccessfully) await lease.ReleaseAsync(held);
        if (running.Exception is { } why) WriteFailed(logger, function, why);
    }

    [LoggerMessage(45, LogLevel.Error, "The listener of timer function '{Function}' failed. It starts again when it next looks for its lease.")]
    private static partial void WriteFailed(ILogger logger, string function, Exception why);
}
