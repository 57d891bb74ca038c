using System.Collections.Concurrent;
using Pipeline.Emulator.Functions;

namespace Pipeline.Emulator.Triggers.Durable.Engine;

/// <summary>The orchestrators and activities that this process has, by name without regard to case.</summary>
internal sealed class DurableFunctions
{
    public ConcurrentDictionary<string, FunctionDescriptor> Orchestrators { get; } = new(StringComparer.OrdinalIgnoreCase);

    public ConcurrentDictionary<string, FunctionDescriptor> Activities { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a function of this name cannot be called.</summary>
    public static InvalidOperationException Missing(string name, string kind, IEnumerable<string> known) =>
        new($"The function '{name}' doesn't exist, is disabled, or is not {kind} function. " +
            $"The following are known: {string.Join(", ", known.Order())}.");
}
