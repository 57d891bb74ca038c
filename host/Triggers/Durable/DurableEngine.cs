using Azure;
using DurableTask.Core;
using Microsoft.Extensions.Logging;
using Pipeline.LocalHost.Functions;

namespace Pipeline.LocalHost.Triggers.Durable;

/// <summary>Runs the real engine on the task hub: turns of orchestrators and activities are functions of the worker.</summary>
internal sealed class DurableEngine(
    DurableHub hub, FunctionCatalog catalog, OrchestratorTurns turns, ActivityCalls activities, ILoggerFactory logs)
    : IHostPart, ITriggerListener
{
    private static readonly string[] Bindings = [OrchestrationTriggerKind.Binding, ActivityTriggerKind.Binding, DurableClientKind.Binding];

    private readonly SemaphoreSlim _one = new(1);
    private TaskHubWorker? _worker;

    /// <summary>Creates the hub where an app uses one.</summary>
    Task IHostPart.StartAsync(CancellationToken cancellationToken) =>
        catalog.Functions.Any(f => Bindings.Any(f.Has)) ? CreateHubAsync() : Task.CompletedTask;

    Task IHostPart.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The first durable function to start starts the engine.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_worker is not null) return;
            var worker = new TaskHubWorker(hub.Service, logs) { ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails };
            worker.AddOrchestrationDispatcherMiddleware(turns.RunAsync);
            worker.AddActivityDispatcherMiddleware(activities.RunAsync);
            await worker.StartAsync();
            _worker = worker;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The first one to stop stops it: what runs is waited for, then the partitions are given to others.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(turns.DrainAsync(cancellationToken), activities.DrainAsync(cancellationToken));
        await EndAsync();
    }

    private async Task EndAsync()
    {
        await _one.WaitAsync();
        try
        {
            if (_worker is not { } worker) return;
            _worker = null;
            // Nothing runs any more; the other way looks every four seconds whether that is so.
            await worker.StopAsync(isForced: true);
            worker.Dispose();
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task CreateHubAsync()
    {
        try
        {
            await hub.Service.CreateIfNotExistsAsync();
        }
        catch (InvalidOperationException e)
        {
            throw new UnsupportedException(e.Message);
        }
        catch (Exception e) when (Cause(e) is { } cause)
        {
            throw new UnsupportedException(
                $"The storage account of durable functions ('{hub.ConnectionName}') does not answer: {cause.Message.Split('\n')[0].Trim()} "
                + "Start it, or correct the setting.");
        }
    }

    private static RequestFailedException? Cause(Exception error) => error switch
    {
        RequestFailedException failed => failed,
        AggregateException several => several.Flatten().InnerExceptions.Select(Cause).FirstOrDefault(c => c is not null),
        { InnerException: { } inner } => Cause(inner),
        _ => null,
    };
}
