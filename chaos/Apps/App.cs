using System.Diagnostics;
using System.Globalization;
using Pipeline.Chaos.Output;

namespace Pipeline.Chaos.Apps;

/// <summary>One place where the app runs: whenever its process ends, another one is started there, as a platform does it.</summary>
internal sealed class App(int number, int port, string log, ChaosOptions options, HttpClient http, TimeProvider time, Journal journal) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _over = new();
    private Task _running = Task.CompletedTask;
    private Process? _guard;
    private int _group;
    private bool _struck;

    public int Number => number;

    /// <summary>How often its process ended although nobody had asked it to.</summary>
    public int OwnEnds { get; private set; }

    /// <summary>Starts the first process and sees that whenever one ends there is another.</summary>
    /// <exception cref="ChaosException">The first one does not become healthy.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await SpawnAsync();
        if (!await IsUpAsync(StartLimit, cancellationToken))
            throw new ChaosException($"the app did not become healthy on port {port} within {StartLimit.TotalSeconds:0} s; its log is {log}. --app-command must start it on $PORT.");
        _running = KeepAsync();
    }

    /// <summary>Waits until it answers.</summary>
    /// <returns>Whether it did.</returns>
    public async Task<bool> IsUpAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < patience; await Task.Delay(Pause, time, cancellationToken))
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/api/health"), cancellationToken);
                if (answer.IsSuccessStatusCode) return true;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // Not yet: it is asked again.
                continue;
            }
        return false;
    }

    public Task FreezeAsync() => Guard.SignalAsync("STOP", _group);

    public Task ContinueAsync() => Guard.SignalAsync("CONT", _group);

    /// <summary>As a power cut does it.</summary>
    public Task KillAsync() => EndAsync("KILL");

    /// <summary>As a deployment does it; one that does not end is killed.</summary>
    /// <returns>Whether it ended by itself.</returns>
    public async Task<bool> TerminateAsync()
    {
        var guard = _guard!;
        await EndAsync("TERM");
        using var limit = new CancellationTokenSource(EndLimit, time);
        try
        {
            await guard.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            await Guard.SignalAsync("KILL", _group);
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        if (_guard is not null)
        {
            await ContinueAsync();
            await TerminateAsync();
        }
        await _running;
        _guard?.Dispose();
        _over.Dispose();
    }

    private Task EndAsync(string signal)
    {
        _struck = true;
        return Guard.SignalAsync(signal, _group);
    }

    private async Task KeepAsync()
    {
        while (true)
        {
            await _guard!.WaitForExitAsync();
            if (_over.IsCancellationRequested) return;
            if (!_struck)
            {
                OwnEnds++;
                journal.Say($"app {number} ended with code {_guard.ExitCode} by itself; it is started again");
            }
            await Task.Delay(Pause, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _guard.Dispose();
            await SpawnAsync();
        }
    }

    private async Task SpawnAsync()
    {
        var settings = AppSettings.With(new() { ["PORT"] = port.ToString(CultureInfo.InvariantCulture) });
        (_guard, _group) = await Guard.StartAsync(options.AppCommand, log, settings);
        _struck = false;
    }
}
