using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Shop;

public sealed record Numbers(int A, int B);

public sealed record Attempts(int FailFirst, int Allowed);

public static class Orchestrations
{
    [Function("Sum")]
    public static async Task<int> Sum([OrchestrationTrigger] TaskOrchestrationContext context, Numbers input)
    {
        var sum = await context.CallActivityAsync<int>("Add", input);
        return await context.CallActivityAsync<int>("Add", new Numbers(sum, sum));
    }

    [Function("Catch")]
    public static async Task<string> Catch([OrchestrationTrigger] TaskOrchestrationContext context, string input)
    {
        try
        {
            await context.CallActivityAsync(input, "");
            return "";
        }
        catch (TaskFailedException e)
        {
            return $"{e.FailureDetails} | {e.Message} | {e.FailureDetails.InnerFailure?.ErrorType}";
        }
    }

    [Function("Uncaught")]
    public static Task Uncaught([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync("Fail", "");

    [Function("Retry")]
    public static Task<string> Retry([OrchestrationTrigger] TaskOrchestrationContext context, Attempts input) => context.CallActivityAsync<string>(
        "Sometimes", $"{input.FailFirst} {context.InstanceId}",
        TaskOptions.FromRetryPolicy(new RetryPolicy(input.Allowed, TimeSpan.FromMilliseconds(20), backoffCoefficient: 2)));

    [Function("FanOut")]
    public static Task<int[]> FanOut([OrchestrationTrigger] TaskOrchestrationContext context, int input) =>
        Task.WhenAll(Enumerable.Range(0, input).Select(i => context.CallActivityAsync<int>("Blocked", i)));

    [Function("Two")]
    public static async Task<string> Two([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        context.SetCustomStatus("waiting for a");
        var a = await context.WaitForExternalEvent<string>("a");
        context.SetCustomStatus("waiting for b");
        var b = await context.WaitForExternalEvent<string>("b");
        return $"{a}, {b}";
    }

    [Function("Same")]
    public static async Task<string> Same([OrchestrationTrigger] TaskOrchestrationContext context) =>
        $"{await context.WaitForExternalEvent<string>("a")}, {await context.WaitForExternalEvent<string>("a")}";

    [Function("Nap")]
    public static async Task<double> Nap([OrchestrationTrigger] TaskOrchestrationContext context, int input)
    {
        var started = context.CurrentUtcDateTime;
        context.SetCustomStatus("napping");
        await context.CreateTimer(TimeSpan.FromMilliseconds(input), CancellationToken.None);
        return (context.CurrentUtcDateTime - started).TotalMilliseconds;
    }

    [Function("Race")]
    public static async Task<string> Race([OrchestrationTrigger] TaskOrchestrationContext context, int input)
    {
        using var over = new CancellationTokenSource();
        var late = context.CreateTimer(context.CurrentUtcDateTime.AddMilliseconds(input), over.Token);
        var went = context.WaitForExternalEvent<string>("go");
        var first = await Task.WhenAny(late, went);
        // CancelAsync would be an await of something foreign.
        over.Cancel();
        return first == went ? await went : "timer";
    }

    [Function("Parent")]
    public static async Task<string> Parent([OrchestrationTrigger] TaskOrchestrationContext context, int input)
    {
        var children = Enumerable.Range(0, input).Select(i => context.CallSubOrchestratorAsync<int>(
            "Sum", new Numbers(i, 1), new SubOrchestrationOptions(instanceId: $"{context.InstanceId}-{i}")));
        return string.Join(',', await Task.WhenAll(children));
    }

    [Function("ParentOfFailing")]
    public static async Task<string> ParentOfFailing([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            await context.CallSubOrchestratorAsync("Uncaught");
            return "";
        }
        catch (TaskFailedException e)
        {
            return $"{e.TaskName}: {e.FailureDetails.ErrorType}";
        }
    }

    [Function("CountDown")]
    public static async Task<string> CountDown([OrchestrationTrigger] TaskOrchestrationContext context, int input)
    {
        if (input == 0) return $"{await context.WaitForExternalEvent<string>("kept")} at {input}";
        await context.CallActivityAsync<int>("Add", new Numbers(input, 1));
        context.ContinueAsNew(input - 1, preserveUnprocessedEvents: true);
        return "";
    }

    // A worker that dies fails the activities that it ran.
    private static readonly TaskOptions Again = TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMilliseconds(50)));

    [Function("Steps")]
    public static async Task<string> Steps([OrchestrationTrigger] TaskOrchestrationContext context, int input)
    {
        var one = await context.CallActivityAsync<int>("Next", input, Again);
        context.SetCustomStatus("waiting");
        var go = await context.WaitForExternalEvent<int>("go");
        await context.CreateTimer(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        var two = await context.CallActivityAsync<int>("Next", one, Again);
        return $"{one}, {go}, {two}, {await context.CallSubOrchestratorAsync<int>("Sum", new Numbers(two, 1), Again)}";
    }

    [Function("WhoRan")]
    public static Task<string> WhoRan([OrchestrationTrigger] TaskOrchestrationContext context, string input) =>
        context.CallActivityAsync<string>("Gated", input);
}
