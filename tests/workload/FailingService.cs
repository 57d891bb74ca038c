namespace Pipeline.Workload;

/// <summary>A background service that fails a moment after the start: .NET then stops the whole process.</summary>
internal sealed class FailingService(TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
        throw new InvalidOperationException("This service fails because a test wants it to.");
    }
}
