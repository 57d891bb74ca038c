using Microsoft.Extensions.Logging;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Invocation;
using Pipeline.LocalHost.Runtime;

namespace Pipeline.LocalHost.Worker;

/// <summary>
/// Keeps one worker running: starts another when it ends with an error, and ends the host at the third such end within 30 minutes. One that
/// ended with 0 is not replaced, as in the real host.
/// </summary>
internal sealed partial class WorkerSupervisor(
    WorkerStarter starter, HostOptions options, HostExit exit, DrainSignal drain, TimeProvider time, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger("Host.Worker");

    private const int MaxCrashes = 3;

    private static readonly TimeSpan CrashWindow = TimeSpan.FromMinutes(30);

    private readonly List<DateTimeOffset> _crashes = [];
    private readonly Lock _sync = new();
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource<LiveWorker> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LiveWorker? _current;
    private IReadOnlyList<WorkerFunction> _functions = [];

    /// <summary>Starts the first worker and returns its functions.</summary>
    /// <exception cref="Exception">It did not come up; the message says why.</exception>
    public async Task<IReadOnlyList<WorkerFunction>> StartAsync(FunctionSelection selection, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, cancellationToken);
        while (true)
        {
            try
            {
                Use(await starter.StartAsync(async (worker, app) => _functions = selection.Read(await ListAsync(worker, app)), either.Token));
                return _functions;
            }
            catch (WorkerGoneException e) when (CountCrash())
            {
                WriteRestarting(_logger, e.Message, _crashes.Count, MaxCrashes);
            }
        }
    }

    /// <summary>The running worker; waits for the next one while none runs.</summary>
    public Task<LiveWorker> GetAsync(CancellationToken cancellationToken)
    {
        Task<LiveWorker> ready;
        lock (_sync) ready = _ready.Task;
        return ready.IsCompletedSuccessfully ? ready : ready.WaitAsync(cancellationToken);
    }

    /// <summary>Ends a worker whose function took too long, as the real host does; the next one takes its place.</summary>
    public void Replace(LiveWorker worker)
    {
        lock (_sync)
        {
            if (_current != worker) return;
            AwaitNext();
        }
        worker.Process.Kill();
    }

    /// <summary>Ends the worker. Nothing is started any more.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        if (_current is { } worker) await worker.StopAsync(options.TerminateGrace, time);
    }

    private async Task<IReadOnlyList<Rpc.RpcFunctionMetadata>> ListAsync(LiveWorker worker, AppFolder app)
    {
        try
        {
            return await worker.ListFunctionsAsync(app).WaitAsync(options.StartTimeout, time);
        }
        catch (TimeoutException)
        {
            throw new WorkerProtocolException($"within {options.StartTimeout.TotalSeconds} seconds it has not listed its functions");
        }
    }

    private void Use(LiveWorker worker)
    {
        lock (_sync)
        {
            _current = worker;
            _ready.TrySetResult(worker);
        }
        _ = WatchAsync(worker);
    }

    private async Task WatchAsync(LiveWorker worker)
    {
        await Task.WhenAny(worker.Process.Exited, worker.Channel.Ended);
        var code = await EndOfAsync(worker);
        // A signal to the whole process group, such as Ctrl-C, asks the worker as well.
        if (_stopping.IsCancellationRequested || (code == 0 && drain.Token.IsCancellationRequested))
        {
            worker.Channel.Break(new WorkerGoneException("The host has stopped."));
            return;
        }
        if (code == 0)
        {
            WriteEndedWithoutError(_logger);
            return;
        }
        lock (_sync) AwaitNext();
        worker.Channel.Break(new WorkerGoneException($"The worker ended with exit code {code}."));
        worker.Dispose();
        await RestartAsync($"The worker process {worker.Process.Id} ended with exit code {code}.");
    }

    // Whoever waits already goes on waiting for the same.
    private void AwaitNext()
    {
        if (_ready.Task.IsCompleted) _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The exit code; a worker whose stream ended or broke, and that goes on, is ended.</summary>
    private async Task<int> EndOfAsync(LiveWorker worker)
    {
        if (worker.Channel.Ended is { IsFaulted: true, Exception: { } broken })
        {
            WriteBroken(_logger, broken.GetBaseException().Message);
            worker.Process.Kill();
        }
        try
        {
            return await worker.Process.Exited.WaitAsync(options.TerminateGrace, time);
        }
        catch (TimeoutException)
        {
            WriteBroken(_logger, "The worker closed its stream and goes on.");
            worker.Process.Kill();
            return await worker.Process.Exited;
        }
    }

    private async Task RestartAsync(string why)
    {
        while (!_stopping.IsCancellationRequested)
        {
            if (!CountCrash())
            {
                lock (_sync) _ready.TrySetException(new NoWorkerException(why));
                exit.Fail($"{why} This is the third time within 30 minutes: the host gives up. The worker's own messages are above.");
                return;
            }
            WriteRestarting(_logger, why, _crashes.Count, MaxCrashes);
            try
            {
                Use(await starter.StartAsync((_, _) => Task.FromResult(_functions), _stopping.Token));
                return;
            }
            catch (Exception e) when (e is WorkerGoneException or WorkerProtocolException or UnsupportedException)
            {
                why = e.Message;
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Counts a crash. False at the third within the window.</summary>
    private bool CountCrash()
    {
        var now = time.GetUtcNow();
        _crashes.RemoveAll(at => now - at > CrashWindow);
        _crashes.Add(now);
        return _crashes.Count < MaxCrashes;
    }

    [LoggerMessage(71, LogLevel.Error, "{Why} It is restarted (crash {Count} of at most {Max} within 30 minutes).")]
    private static partial void WriteRestarting(ILogger logger, string why, int count, int max);

    [LoggerMessage(72, LogLevel.Error, "The worker ended with exit code 0 although nobody asked it to. As in the real host it is not replaced: functions wait until this host is restarted.")]
    private static partial void WriteEndedWithoutError(ILogger logger);

    [LoggerMessage(73, LogLevel.Error, "{Why}")]
    private static partial void WriteBroken(ILogger logger, string why);
}
