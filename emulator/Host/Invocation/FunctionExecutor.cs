using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline.Emulator.Functions;
using Pipeline.Emulator.Sdk;
using Pipeline.Emulator.Settings;
using Pipeline.Emulator.Triggers;

namespace Pipeline.Emulator.Invocation;

/// <summary>Runs a function through the app's middleware, in a scope of its own and within host.json's time.</summary>
internal sealed class FunctionExecutor(
    WorkerPipeline pipeline, IServiceScopeFactory scopes, HostJson host, DrainSignal drain, ILoggerFactory loggers, TimeProvider time)
{
    private readonly FunctionExecutionDelegate _run = pipeline.Build(context => ((EmulatedFunctionContext)context).CallAsync());
    private readonly ConcurrentDictionary<string, FunctionLog> _logs = new();
    private readonly ConcurrentDictionary<string, FunctionDefinition> _definitions = new();

    /// <summary>Returns why the invocation failed, or null when it did not. Never throws.</summary>
    public async Task<Exception?> ExecuteAsync(FunctionDescriptor function, TriggerData trigger)
    {
        var log = _logs.GetOrAdd(function.Name, (_, loggers) => new FunctionLog(loggers, function), loggers);
        var definition = _definitions.GetOrAdd(function.Name, static (_, function) => new EmulatedFunctionDefinition(function), function);
        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(drain.Token, trigger.Abandoned);
        var context = new EmulatedFunctionContext(function, definition, trigger, scopes, cancellation.Token);
        var started = time.GetTimestamp();
        log.Executing(context);
        var invocation = InvokeAsync(context, trigger, cancellation);
        try
        {
            await InTimeAsync(invocation, function);
            log.Succeeded(context, time.GetElapsedTime(started));
            return null;
        }
        catch (Exception e)
        {
            // The real host kills the worker here. This one cannot kill itself, so the code runs on, unheard.
            if (e is FunctionTimeoutException) await cancellation.CancelAsync();
            log.Failed(context, time.GetElapsedTime(started), e);
            return e;
        }
    }

    private async Task InvokeAsync(EmulatedFunctionContext context, TriggerData trigger, CancellationTokenSource cancellation)
    {
        using (cancellation)
        await using (context)
        {
            trigger.Begin(context);
            await trigger.RunAsync(context, _run);
            await trigger.EndAsync(context, context.Result);
        }
    }

    private async Task InTimeAsync(Task invocation, FunctionDescriptor function)
    {
        if (host.FunctionTimeout == Timeout.InfiniteTimeSpan || invocation.IsCompleted)
        {
            await invocation;
            return;
        }
        try
        {
            await invocation.WaitAsync(host.FunctionTimeout, time);
        }
        catch (TimeoutException) when (!invocation.IsCompleted)
        {
            throw new FunctionTimeoutException(function.LogName, host.FunctionTimeout);
        }
    }
}
