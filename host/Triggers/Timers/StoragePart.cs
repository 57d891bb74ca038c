using Pipeline.LocalHost.Functions;

namespace Pipeline.LocalHost.Triggers.Timers;

/// <summary>Looks for the storage once, before anything relies on it.</summary>
internal sealed class StoragePart(FunctionCatalog catalog, HostStorage storage) : IHostPart
{
    private static readonly string[] Users = ["timerTrigger", "orchestrationTrigger", "activityTrigger", "durableClient"];

    public Task StartAsync(CancellationToken cancellationToken) =>
        catalog.Functions.Any(f => Users.Any(f.Has)) ? storage.RequireAnswerAsync(cancellationToken) : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
