using Microsoft.Extensions.Hosting;
using Pipeline.LocalHost.Worker;

namespace Pipeline.LocalHost.Runtime;

/// <summary>Ties the functions to the life of the process: they start when the server listens, and stop before it does.</summary>
internal sealed class FunctionsHostService(FunctionsHost host, HostAddresses addresses, HostExit exit) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _ = StartFunctionsAsync();
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => host.StopAsync();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task StartFunctionsAsync()
    {
        try
        {
            await host.StartAsync();
            // Whatever host.json logs: with a free port nobody else knows it.
            Console.WriteLine($"The host has started. HTTP functions are at {addresses.Http}");
        }
        catch (OperationCanceledException)
        {
            // It was told to stop before it had started.
        }
        catch (Exception e) when (e is UnsupportedException or WorkerProtocolException)
        {
            exit.Fail(e.Message);
        }
        catch (WorkerGoneException e)
        {
            exit.Fail($"{e.Message} It did so three times. The worker's own messages are above; 'dotnet <app>.dll' alone does not run it, as it needs a host.");
        }
        catch (Exception e)
        {
            exit.Fail($"The host could not start: {e}");
        }
    }
}
