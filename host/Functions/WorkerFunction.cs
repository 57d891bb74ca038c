using Pipeline.LocalHost.Rpc;

namespace Pipeline.LocalHost.Functions;

/// <summary>A function of the worker.</summary>
internal sealed record WorkerFunction
{
    public required string Name { get; init; }

    /// <summary>What the worker calls it; the same in each worker process of an app.</summary>
    public required string Id { get; init; }

    /// <summary>As the worker gave it; it is loaded with it.</summary>
    public required RpcFunctionMetadata Metadata { get; init; }

    public required FunctionBinding Trigger { get; init; }

    /// <summary>What it reads beside its trigger.</summary>
    public required IReadOnlyList<FunctionBinding> Inputs { get; init; }

    public required IReadOnlyList<FunctionBinding> Outputs { get; init; }

    /// <summary>The name that the host's logs and blobs use.</summary>
    public string LogName => $"Functions.{Name}";

    public bool Has(string bindingType) =>
        Trigger.Type.Equals(bindingType, StringComparison.OrdinalIgnoreCase) || Inputs.Any(i => i.Type.Equals(bindingType, StringComparison.OrdinalIgnoreCase));
}
