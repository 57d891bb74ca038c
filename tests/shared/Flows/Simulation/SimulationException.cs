namespace Pipeline.Tests.Flows.Simulation;

/// <summary>Something that must hold did not.</summary>
internal sealed class SimulationException(string problem) : Exception(problem);
