using Microsoft.Extensions.Logging;
using Pipeline.LocalHost.Functions;

namespace Pipeline.LocalHost.Invocation;

/// <summary>Writes what the host writes about a function's invocations, under its category.</summary>
internal sealed partial class FunctionLog(ILoggerFactory loggers, WorkerFunction function)
{
    private readonly ILogger _logger = loggers.CreateLogger($"Function.{function.Name}");
    private readonly string _name = function.LogName;

    public void Executing(string invocationId) => WriteExecuting(_logger, _name, invocationId);

    public void Succeeded(string invocationId, TimeSpan duration) => WriteSucceeded(_logger, _name, invocationId, (long)duration.TotalMilliseconds);

    public void Failed(string invocationId, TimeSpan duration, Exception why) =>
        WriteFailed(_logger, _name, invocationId, (long)duration.TotalMilliseconds, why);

    [LoggerMessage(1, LogLevel.Information, "Executing '{Function}' (Id={InvocationId})")]
    private static partial void WriteExecuting(ILogger logger, string function, string invocationId);

    [LoggerMessage(2, LogLevel.Information, "Executed '{Function}' (Succeeded, Id={InvocationId}, Duration={Duration}ms)")]
    private static partial void WriteSucceeded(ILogger logger, string function, string invocationId, long duration);

    [LoggerMessage(3, LogLevel.Error, "Executed '{Function}' (Failed, Id={InvocationId}, Duration={Duration}ms)")]
    private static partial void WriteFailed(ILogger logger, string function, string invocationId, long duration, Exception why);
}
