using System.Text.Json;
using System.Text.RegularExpressions;
using Pipeline.LocalHost.Rpc;
using Pipeline.LocalHost.Triggers;

namespace Pipeline.LocalHost.Functions;

/// <summary>Reads what the worker says of one function, and names by function and parameter what cannot run here.</summary>
internal sealed partial class FunctionReader(IEnumerable<ITriggerKind> triggers, InputKinds inputs)
{
    private readonly Dictionary<string, ITriggerKind> _triggers = triggers.ToDictionary(kind => kind.Type, StringComparer.OrdinalIgnoreCase);

    public ITriggerKind KindOf(WorkerFunction function) => _triggers[function.Trigger.Type];

    /// <exception cref="UnsupportedException">The function asks for something that this host does not do.</exception>
    public WorkerFunction Read(RpcFunctionMetadata metadata)
    {
        var name = metadata.Name;
        if (!ValidName().IsMatch(name))
            throw new UnsupportedException($"function '{name}': the name must be a letter and then at most 127 letters, digits, '-' or '_'");
        var bindings = Bindings(metadata);
        FunctionBinding[] found = [.. bindings.Where(b => b.IsTrigger)];
        if (found.Length != 1) throw new UnsupportedException($"function '{name}': it has {found.Length} triggers and must have exactly one");
        var function = new WorkerFunction
        {
            Name = name,
            Id = metadata.FunctionId,
            Metadata = metadata,
            Trigger = found[0],
            Inputs = [.. bindings.Where(b => !b.IsTrigger && !b.IsOutput)],
            Outputs = [.. bindings.Where(b => b.IsOutput)],
        };
        string[] problems = [.. Problems(function)];
        return problems.Length == 0 ? function : throw new UnsupportedException(problems);
    }

    private IEnumerable<string> Problems(WorkerFunction function)
    {
        var of = $"function '{function.Name}'";
        if (function.Metadata.RetryOptions is not null) yield return $"{of}: retry attributes are not supported";
        if (!_triggers.TryGetValue(function.Trigger.Type, out var trigger))
        {
            yield return $"{of}, parameter '{function.Trigger.Name}': the trigger '{function.Trigger.Type}' is not supported";
            yield break;
        }
        foreach (var input in function.Inputs)
        {
            if (inputs.Find(input) is not { } kind) yield return $"{of}, parameter '{input.Name}': the input binding '{input.Type}' is not supported";
            else foreach (var problem in kind.Problems(input)) yield return $"{of}, parameter '{input.Name}': {problem}";
        }
        foreach (var output in function.Outputs.Where(o => !trigger.Supports(o)))
            yield return $"{of}: the output binding '{output.Type}' is not supported for '{function.Trigger.Type}'";
        foreach (var problem in trigger.Problems(function)) yield return $"{of}, parameter '{function.Trigger.Name}': {problem}";
    }

    private static FunctionBinding[] Bindings(RpcFunctionMetadata metadata)
    {
        try
        {
            return [.. metadata.RawBindings.Select(FunctionBinding.Parse)];
        }
        catch (JsonException e)
        {
            throw new UnsupportedException($"function '{metadata.Name}': its bindings cannot be read: {e.Message}");
        }
    }

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_-]{0,127}$")]
    private static partial Regex ValidName();
}
