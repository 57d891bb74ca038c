using Microsoft.Extensions.Hosting;

namespace Pipeline.Emulator.Runtime;

/// <summary>Ties the functions host to the app's life: drains before any of the app's own services stop.</summary>
internal sealed class FunctionsHostService(FunctionsHost host) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <exception cref="UncoveredException">The app asks for something that is not covered.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        host.Start();
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => host.DrainAsync();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
