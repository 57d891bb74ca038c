using Microsoft.Azure.Functions.Worker.Middleware;

namespace Pipeline.Emulator.Sdk;

/// <summary>The middleware of an app, in the order in which it runs.</summary>
public sealed class WorkerPipeline
{
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _middleware = [];

    public void Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> layer) => _middleware.Add(layer);

    /// <summary>Wraps <paramref name="function"/> into all layers.</summary>
    public FunctionExecutionDelegate Build(FunctionExecutionDelegate function) =>
        Enumerable.Reverse(_middleware).Aggregate(function, (next, layer) => layer(next));
}
