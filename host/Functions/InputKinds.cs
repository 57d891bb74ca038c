using Pipeline.LocalHost.Triggers;

namespace Pipeline.LocalHost.Functions;

/// <summary>The kinds of input bindings that there are, by their types.</summary>
internal sealed class InputKinds(IEnumerable<IInputKind> kinds)
{
    private readonly Dictionary<string, IInputKind> _byType = kinds.ToDictionary(kind => kind.Type, StringComparer.OrdinalIgnoreCase);

    /// <summary>The kind of a binding; null where it is not supported.</summary>
    public IInputKind? Find(FunctionBinding binding) => _byType.GetValueOrDefault(binding.Type);

    /// <summary>The kind of a binding of a function that runs.</summary>
    public IInputKind Of(FunctionBinding binding) => _byType[binding.Type];
}
