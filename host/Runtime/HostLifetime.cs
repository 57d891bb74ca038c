using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Pipeline.LocalHost.Worker;

namespace Pipeline.LocalHost.Runtime;

/// <summary>SIGTERM, SIGINT and SIGQUIT stop the host with a drain; a second signal ends it, and its worker, at once.</summary>
internal sealed class HostLifetime(IHostApplicationLifetime lifetime) : IHostLifetime, IDisposable
{
    private const int FirstSignalExitCode = 128;

    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _signals) > 1)
        {
            WorkerProcess.KillAll();
            Environment.Exit(FirstSignalExitCode + NumberOf(context.Signal));
        }
        lifetime.StopApplication();
    }

    private static int NumberOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGQUIT => 3,
        _ => 15,
    };
}
