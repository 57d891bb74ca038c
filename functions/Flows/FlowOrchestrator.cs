using Microsoft.DurableTask;
using Pipeline.Flows;

namespace Pipeline.Functions.Flows;

/// <summary>Where an orchestration begins: at the flow's start, and again after some checks, so that its history stays short.</summary>
/// <param name="State">Where the flow is; null: to be checked.</param>
/// <param name="Pause">How long the next check waits; null: as at the flow's start.</param>
public sealed record FlowWatch(FlowState? State, TimeSpan? Pause = null);

/// <summary>
/// One orchestration guarantees that one outermost flow goes on, reaches its time limits and ends; its instance id is the flow's. Members
/// are jobs, and the process that commits the last of them usually closes the flow: then the orchestration is woken, finds the flow done
/// and ends. Whatever wake is lost, it checks the flow by itself.
/// </summary>
public static class FlowOrchestrator
{
    /// <summary>The event that wakes it; its payload is the flow's state, or null.</summary>
    public const string Woken = "woken";

    /// <summary>Rounds until it continues as new; each adds some eight events to the history.</summary>
    public const int MaxRounds = 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MaxPause = TimeSpan.FromHours(6);

    // Members that run while their flow stops end soon, one way or the other.
    private static readonly TimeSpan StoppingPause = TimeSpan.FromSeconds(2);

    // The host may cut a delay to whole seconds.
    private static readonly TimeSpan PastLimit = TimeSpan.FromSeconds(1);

    private static readonly TaskOptions Retry = new(new TaskRetryOptions(new RetryPolicy(
        maxNumberOfAttempts: 10, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1))));

    [Function(nameof(FlowOrchestrator))]
    public static async Task<FlowResult?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, FlowWatch? watch = null)
    {
        var state = watch?.State;
        var pause = watch?.Pause ?? FirstPause;
        // One wait until it is over: an abandoned one would swallow the next event.
        Task<FlowState?>? woken = null;
        for (var round = 1; ; round++)
        {
            if (state is null or { More: true })
            {
                state = await context.CallActivityAsync<FlowState?>(nameof(CloseFlow), context.InstanceId, Retry);
                context.SetCustomStatus(state);
                if (state is null) return null;
            }
            if (state.Stage == FlowStage.Done) return state.Result;
            if (round >= MaxRounds && woken is not { IsCompleted: true })
            {
                context.ContinueAsNew(new FlowWatch(state, pause));
                return null;
            }
            if (state.More) continue;

            woken ??= context.WaitForExternalEvent<FlowState?>(Woken);
            using var over = new CancellationTokenSource();
            var timer = context.CreateTimer(Wait(state, pause), over.Token);
            if (await Task.WhenAny(woken, timer) == timer)
            {
                (state, pause) = (null, pause * 2 < MaxPause ? pause * 2 : MaxPause);
                continue;
            }
            // Not awaited: only the context's own tasks may be, here.
#pragma warning disable CA1849
            over.Cancel();
#pragma warning restore CA1849
            state = await woken;
            woken = null;
        }
    }

    private static TimeSpan Wait(FlowState state, TimeSpan pause)
    {
        var wait = state.IsStopping && StoppingPause < pause ? StoppingPause : pause;
        return state.Remaining is { } remaining && remaining + PastLimit < wait ? remaining + PastLimit : wait;
    }
}
