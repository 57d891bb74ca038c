namespace Pipeline.Tests.Simulation;

/// <summary>An invariant is broken.</summary>
internal sealed class SimulationException(string message) : Exception(message);
