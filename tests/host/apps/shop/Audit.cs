using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Shop;

/// <summary>Says which functions run, where a setting wants it.</summary>
public sealed class Audit : IFunctionsWorkerMiddleware
{
    private static readonly bool Wanted = Environment.GetEnvironmentVariable("Audit") == "true";

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (Wanted) Script.Write($"audit before {context.FunctionDefinition.Name}");
        await next(context);
        if (Wanted) Script.Write($"audit after {context.FunctionDefinition.Name}");
    }
}
