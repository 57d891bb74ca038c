using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Pipeline.Functions.Worker;

/// <summary>
/// Stops this worker once its host is gone. The SDK does not notice that, and the worker would keep its heartbeat, its relay and its memory.
/// </summary>
internal sealed class HostWatch(IConfiguration configuration, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<HostWatch> logger)
    : BackgroundService
{
    private const int MaxRefusals = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Whether the host's port refused connections three times in a row.</summary>
    public bool IsHostGone { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (HostAddress() is not { } host) return;
        using var timer = new PeriodicTimer(Interval, time);
        for (var refusals = 0; refusals < MaxRefusals && await timer.WaitForNextTickAsync(stoppingToken);)
            refusals = await IsRefusedAsync(host, stoppingToken) ? refusals + 1 : 0;
        logger.LogCritical("The Functions host at {Host} is gone: this worker stops", host.Authority);
        IsHostGone = true;
        lifetime.StopApplication();
    }

    // Where the host takes the worker's stream; null where this process was started without a host.
    private Uri? HostAddress()
    {
        var address = configuration["Functions:Worker:HostEndpoint"] ?? $"http://{configuration["HOST"]}:{configuration["PORT"]}";
        return Uri.TryCreate(address, UriKind.Absolute, out var host) && host.Port > 0 ? host : null;
    }

    // Any other failure says nothing about the host: it may be frozen, or out of sockets.
    private static async Task<bool> IsRefusedAsync(Uri host, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Interval);
        try
        {
            await client.ConnectAsync(host.Host, host.Port, limit.Token);
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        return false;
    }
}
