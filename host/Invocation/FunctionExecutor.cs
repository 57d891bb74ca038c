using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Rpc;
using Pipeline.LocalHost.Settings;
using Pipeline.LocalHost.Worker;

namespace Pipeline.LocalHost.Invocation;

/// <summary>Runs a function in the worker, within host.json's time.</summary>
internal sealed class FunctionExecutor(
    WorkerSupervisor workers, InputKinds inputs, HostJson host, DrainSignal drain, ILoggerFactory loggers, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, FunctionLog> _logs = new();

    /// <summary>Waits for a worker, invokes the function and returns how it ended. Never throws.</summary>
    /// <param name="abandoned">Signalled when nobody waits for the result any more: the function's own token is then signalled.</param>
    public async Task<InvocationResult> ExecuteAsync(WorkerFunction function, TriggerInput input, CancellationToken abandoned = default)
    {
        var log = _logs.GetOrAdd(function.Name, static (_, x) => new FunctionLog(x.loggers, x.function), (loggers, function));
        var id = Guid.NewGuid().ToString();
        var started = time.GetTimestamp();
        log.Executing(id);
        var result = await InvokeAsync(function, input, id, abandoned);
        var duration = time.GetElapsedTime(started);
        if (result.Failure is { } why) log.Failed(id, duration, why);
        else log.Succeeded(id, duration);
        return result;
    }

    private async Task<InvocationResult> InvokeAsync(WorkerFunction function, TriggerInput input, string id, CancellationToken abandoned)
    {
        LiveWorker? worker = null;
        try
        {
            worker = await workers.GetAsync(abandoned);
            var invocation = worker.InvokeAsync(RequestFor(function, input, id));
            input.Sent?.Invoke(worker, id);
            using var drained = drain.Token.UnsafeRegister(Cancel, (worker, id));
            using var left = abandoned.UnsafeRegister(Cancel, (worker, id));
            return ResultOf(await InTimeAsync(invocation, function));
        }
        catch (FunctionTimeoutException e)
        {
            workers.Replace(worker!);
            return new() { Failure = e };
        }
        catch (Exception e)
        {
            return new() { Failure = e, WorkerGone = e is WorkerGoneException or OperationCanceledException, NotRun = e is NoWorkerException };
        }
    }

    private static void Cancel(object? invocation)
    {
        var (worker, id) = ((LiveWorker, string))invocation!;
        worker.Cancel(id);
    }

    private InvocationRequest RequestFor(WorkerFunction function, TriggerInput input, string id)
    {
        var request = new InvocationRequest { InvocationId = id, FunctionId = function.Id, TraceContext = new RpcTraceContext() };
        request.InputData.Add(new ParameterBinding { Name = function.Trigger.Name, Data = input.Data });
        foreach (var binding in function.Inputs)
            request.InputData.Add(new ParameterBinding { Name = binding.Name, Data = inputs.Of(binding).Read(function, binding) });
        foreach (var (name, value) in input.Metadata) request.TriggerMetadata[name] = value;
        if (Activity.Current is { } activity)
        {
            request.TraceContext.TraceParent = activity.Id ?? "";
            request.TraceContext.TraceState = activity.TraceStateString ?? "";
        }
        return request;
    }

    private static InvocationResult ResultOf(InvocationResponse response) => response.Result?.Status == StatusResult.Types.Status.Success
        ? new() { ReturnValue = response.ReturnValue, Outputs = response.OutputData }
        : new()
        {
            Failure = new FunctionFailedException(response.Result?.Exception, response.Result?.Result),
            Exception = response.Result?.Exception,
        };

    private async Task<InvocationResponse> InTimeAsync(Task<InvocationResponse> invocation, WorkerFunction function)
    {
        if (host.FunctionTimeout == Timeout.InfiniteTimeSpan) return await invocation;
        try
        {
            return await invocation.WaitAsync(host.FunctionTimeout, time);
        }
        catch (TimeoutException)
        {
            throw new FunctionTimeoutException(function.LogName, host.FunctionTimeout);
        }
    }
}
