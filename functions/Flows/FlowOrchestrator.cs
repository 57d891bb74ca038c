using Microsoft.DurableTask;
using Pipeline.Flows;

namespace Pipeline.Functions.Flows;

/// <summary>
/// One orchestration drives one outermost flow; its instance id is the flow's. Its history does not grow with the members: they are jobs, and wake it when none
/// of them is open. Whatever wake is lost, it looks again by itself, and so does the sweep.
/// </summary>
public static class FlowOrchestrator
{
    /// <summary>The event that asks for a look.</summary>
    public const string Woken = "woken";

    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LastLook = TimeSpan.FromHours(6);

    // Jobs that run while their flow stops end soon, one way or the other.
    private static readonly TimeSpan Stopping = TimeSpan.FromSeconds(2);

    private static readonly TaskOptions Retry = new(new TaskRetryOptions(
        new RetryPolicy(maxNumberOfAttempts: 10, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1))));

    [Function(nameof(FlowOrchestrator))]
    public static async Task<FlowResult?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        // One wait until it is over: an abandoned one would swallow the next event.
        Task? woken = null;
        for (var pause = FirstLook; ; pause = pause * 2 < LastLook ? pause * 2 : LastLook)
        {
            var state = await context.CallActivityAsync<FlowState?>(nameof(CloseFlow), context.InstanceId, Retry);
            context.SetCustomStatus(state);
            if (state is null or { Stage: FlowStage.Done }) return state?.Result;
            if (state.More) continue;

            woken ??= context.WaitForExternalEvent<object?>(Woken);
            using var over = new CancellationTokenSource();
            var timer = context.CreateTimer(state.IsStopping && pause > Stopping ? Stopping : pause, over.Token);
            if (await Task.WhenAny(woken, timer) == timer) continue;
            // Not awaited: only the context's own tasks may be, here.
#pragma warning disable CA1849
            over.Cancel();
#pragma warning restore CA1849
            woken = null;
        }
    }
}
