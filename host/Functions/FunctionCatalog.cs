namespace Pipeline.LocalHost.Functions;

/// <summary>The functions that run, once the first worker has listed them.</summary>
internal sealed class FunctionCatalog
{
    public IReadOnlyList<WorkerFunction> Functions { get; set; } = [];

    /// <summary>A function by its name, whatever its case; null where there is none.</summary>
    public WorkerFunction? Find(string name) => Functions.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The function of this name with this trigger or input binding; null where there is none.</summary>
    public WorkerFunction? Find(string name, string bindingType) => Find(name) is { } function && function.Has(bindingType) ? function : null;
}
