// The name under which the real engine reports it.
namespace DurableTask.Core.Exceptions;

/// <summary>A replay did something else than the history says.</summary>
internal sealed class NonDeterministicOrchestrationException(string what)
    : Exception(
        $"Non-Deterministic workflow detected: {what} Was a change made to the orchestrator code after this instance had already started running?");
