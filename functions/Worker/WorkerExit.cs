using Pipeline.Running;

namespace Pipeline.Functions.Worker;

/// <summary>How this process ends. A Functions host restarts a worker that ended with an error, and never one that ended with 0.</summary>
internal sealed class WorkerExit(AbandonedJobs abandoned, HostWatch watch, IEnumerable<IHostedService> services)
{
    private readonly BackgroundService[] _services = [.. services.OfType<BackgroundService>()];

    /// <summary>0 when a stop was asked for; 1 when handlers ran on, the host is gone, or a background service failed and stopped the process.</summary>
    public int Code => abandoned.IsHealthy && !watch.IsHostGone && !_services.Any(s => s.ExecuteTask is { IsFaulted: true }) ? 0 : 1;
}

internal static class WorkerServices
{
    /// <summary>Watches the host, and tells <see cref="WorkerExit"/> why this process ended.</summary>
    public static IServiceCollection AddWorkerExit(this IServiceCollection services) => services
        .AddSingleton<HostWatch>().AddHostedService(provider => provider.GetRequiredService<HostWatch>()).AddSingleton<WorkerExit>();
}
