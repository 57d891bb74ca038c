using Microsoft.Extensions.Hosting;

namespace Shop;

/// <summary>Says when the app starts and when it stops.</summary>
public sealed class Opening : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Script.Write("open");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Script.Write("closed");
        return Task.CompletedTask;
    }
}
