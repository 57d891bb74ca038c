using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline.Emulator.Triggers.Durable.Store;

namespace Pipeline.Emulator.Triggers.Durable.Engine;

/// <summary>
/// Runs the orchestrations of the hub while this process holds it, and waits for the hub while another does. One for all durable functions.
/// </summary>
internal sealed partial class DurableEngine(
    DurableDatabase database, DurableHub hub, HubTable leases, DurableSignal signal,
    IServiceProvider services, ILoggerFactory loggers, TimeProvider time) : IDisposable
{
    // A killed process is succeeded after this and the candidate's interval; a process that only was slow renews a few times in between.
    private static readonly TimeSpan LeasePeriod = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CandidateInterval = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = loggers.CreateLogger("Host.Triggers.DurableTask");
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _graceOver = new();
    private readonly Lock _sync = new();
    private Task? _running;

    /// <exception cref="DbException">The database is out of reach.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken);
        lock (_sync) _running ??= Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);
    }

    /// <summary>Finishes the activities that run and writes their results down, until <paramref name="grace"/> ends it.</summary>
    public async Task StopAsync(CancellationToken grace)
    {
        await _stopping.CancelAsync();
        await using var over = grace.Register(_graceOver.Cancel);
        if (_running is { } running) await running;
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _graceOver.Dispose();
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await leases.TryTakeAsync(LeasePeriod, stopping) is { } token) await OwnAsync(token, stopping);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                WriteInterrupted(_logger, hub.Name, e);
            }
            catch (OperationCanceledException)
            {
                // By the stop or by the loss of the hub; the loop tells them apart.
                continue;
            }
            await Task.Delay(CandidateInterval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task OwnAsync(long token, CancellationToken stopping)
    {
        WriteTaken(_logger, hub.Name);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(_graceOver.Token);
        using var over = new CancellationTokenSource();
        var renewing = RenewAsync(token, lost, over.Token);
        var inbox = new Inbox();
        await using var timers = new TimerQueue(inbox, time);
        var session = ActivatorUtilities.CreateInstance<HubSession>(
            services, token, inbox, timers, ActivatorUtilities.CreateInstance<ActivityRunner>(services, inbox), _logger);
        signal.Connect(inbox);
        try
        {
            await session.RunAsync(stopping, lost.Token);
        }
        finally
        {
            signal.Connect(null);
            await over.CancelAsync();
            await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ReleaseAsync(token);
        }
    }

    private async Task RenewAsync(long token, CancellationTokenSource lost, CancellationToken over)
    {
        while (true)
        {
            await Task.Delay(RenewalInterval, time, over);
            try
            {
                if (await leases.RenewAsync(token, LeasePeriod, over)) continue;
                WriteLost(_logger, hub.Name);
                await lost.CancelAsync();
                return;
            }
            catch (DbException e)
            {
                // Nobody else can take it either, or the token will tell.
                WriteNotRenewed(_logger, hub.Name, e.Message);
            }
        }
    }

    private async Task ReleaseAsync(long token)
    {
        using var limit = new CancellationTokenSource(CandidateInterval, time);
        try
        {
            await leases.ReleaseAsync(token, limit.Token);
        }
        catch (Exception e) when (e is DbException or OperationCanceledException)
        {
            // It runs out by itself.
            WriteNotRenewed(_logger, hub.Name, e.Message);
        }
    }

    [LoggerMessage(73, LogLevel.Information, "This process runs the orchestrations of task hub '{Hub}' from now on.")]
    private static partial void WriteTaken(ILogger logger, string hub);

    [LoggerMessage(74, LogLevel.Warning, "Another process has taken task hub '{Hub}'.")]
    private static partial void WriteLost(ILogger logger, string hub);

    [LoggerMessage(75, LogLevel.Warning, "The lease of task hub '{Hub}' was not renewed or released: {Reason}")]
    private static partial void WriteNotRenewed(ILogger logger, string hub, string reason);

    [LoggerMessage(76, LogLevel.Error, "Task hub '{Hub}' was interrupted; trying again.")]
    private static partial void WriteInterrupted(ILogger logger, string hub, Exception why);
}
