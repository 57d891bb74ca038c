using Microsoft.Azure.Functions.Worker.Middleware;

namespace Pipeline.Functions.Http;

/// <summary>A client that goes away, as a browser does with each page that is left, is no failure of the app: nothing is logged but a line for who looks for it.</summary>
public sealed partial class AbandonedRequests(ILogger<AbandonedRequests> logger) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && context.GetHttpContext() is { RequestAborted.IsCancellationRequested: true })
        {
            Left(context.FunctionDefinition.Name);
        }
    }

    [LoggerMessage(LogLevel.Debug, "The client of {Function} has gone before it was answered")]
    private partial void Left(string function);
}
