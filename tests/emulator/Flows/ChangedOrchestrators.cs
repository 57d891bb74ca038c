using Microsoft.DurableTask;
using Pipeline.Flows;
using Pipeline.Functions.Flows;

namespace Pipeline.Emulator.Tests.Flows;

/// <summary>What somebody may make of the orchestrator one day, as far as it matters to histories.</summary>
public static class ChangedOrchestrators
{
    private static readonly TaskOptions Retry = new(new TaskRetryOptions(new RetryPolicy(10, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(1))));

    public static class AnotherActivity
    {
        [Function(nameof(FlowOrchestrator))]
        public static Task<FlowResult?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
            LoopAsync(context, () => LookAsync(context, "LookAtFlow"), TimeSpan.FromSeconds(15));
    }

    public static class TimerFirst
    {
        [Function(nameof(FlowOrchestrator))]
        public static async Task<FlowResult?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
            return await LoopAsync(context, () => LookAsync(context), TimeSpan.FromSeconds(15));
        }
    }

    public static class NothingAtFirst
    {
        [Function(nameof(FlowOrchestrator))]
        public static async Task<FlowResult?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await context.WaitForExternalEvent<object?>("begin");
            return await LoopAsync(context, () => LookAsync(context), TimeSpan.FromSeconds(15));
        }
    }

    public static class TwoLooks
    {
        [Function(nameof(FlowOrchestrator))]
        public static Task<FlowResult?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
            LoopAsync(context, () => LookAsync(context), TimeSpan.FromSeconds(15), woken: () => LookAsync(context, "Report"));
    }

    public static class LongerPauses
    {
        [Function(nameof(FlowOrchestrator))]
        public static Task<FlowResult?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
            LoopAsync(context, () => LookAsync(context), TimeSpan.FromMinutes(5));
    }

    private static Task<FlowState?> LookAsync(TaskOrchestrationContext context, string activity = nameof(CloseFlow)) =>
        context.CallActivityAsync<FlowState?>(activity, context.InstanceId, Retry);

    private static async Task<FlowResult?> LoopAsync(
        TaskOrchestrationContext context, Func<Task<FlowState?>> look, TimeSpan pause, Func<Task<FlowState?>>? woken = null)
    {
        Task? wake = null;
        while (true)
        {
            var state = await look();
            if (state is null or { Stage: FlowStage.Done }) return state?.Result;
            if (state.More) continue;
            wake ??= context.WaitForExternalEvent<object?>(FlowOrchestrator.Woken);
            using var over = new CancellationTokenSource();
            var timer = context.CreateTimer(pause, over.Token);
            if (await Task.WhenAny(wake, timer) == timer) continue;
#pragma warning disable CA1849
            over.Cancel();
#pragma warning restore CA1849
            wake = null;
            if (woken is not null) await woken();
        }
    }
}
