using Microsoft.DurableTask;
using Pipeline.Flows;
using Pipeline.Functions.Flows;

namespace Pipeline.Orchestration.Tests;

/// <summary>What somebody may make of the orchestrator one day, as far as it matters to histories.</summary>
internal static class ChangedOrchestrators
{
    public static Orchestrator AnotherActivity { get; } =
        new((context, watch) => LoopAsync(context, watch, TimeSpan.FromSeconds(15), "CheckFlow"));

    public static Orchestrator LongerPauses { get; } = new((context, watch) => LoopAsync(context, watch, TimeSpan.FromMinutes(5)));

    public static Orchestrator NeverContinuesAsNew { get; } =
        new((context, watch) => LoopAsync(context, watch, TimeSpan.FromSeconds(15), maxRounds: int.MaxValue));

    public static Orchestrator TimerFirst { get; } = new(async (context, watch) =>
    {
        await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
        return await LoopAsync(context, watch, TimeSpan.FromSeconds(15));
    });

    private static async Task<FlowResult?> LoopAsync(
        TaskOrchestrationContext context, FlowWatch? watch, TimeSpan pause, string activity = nameof(CloseFlow),
        int maxRounds = FlowOrchestrator.MaxRounds)
    {
        var retry = new TaskOptions(new TaskRetryOptions(new RetryPolicy(10, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(1))));
        var state = watch?.State;
        Task<FlowState?>? woken = null;
        for (var round = 1; ; round++)
        {
            if (state is null or { More: true }) state = await context.CallActivityAsync<FlowState?>(activity, context.InstanceId, retry);
            if (state is null or { Stage: FlowStage.Done }) return state?.Result;
            if (round >= maxRounds && woken is not { IsCompleted: true })
            {
                context.ContinueAsNew(new FlowWatch(state, pause));
                return null;
            }
            if (state.More) continue;
            woken ??= context.WaitForExternalEvent<FlowState?>(FlowOrchestrator.Woken);
            using var over = new CancellationTokenSource();
            var timer = context.CreateTimer(pause, over.Token);
            if (await Task.WhenAny(woken, timer) == timer)
            {
                state = null;
                continue;
            }
#pragma warning disable CA1849
            over.Cancel();
#pragma warning restore CA1849
            state = await woken;
            woken = null;
        }
    }
}
