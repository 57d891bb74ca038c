namespace Pipeline.Tests.Simulation;

/// <summary>The product's defaults.</summary>
internal static class SimSettings
{
    public static readonly PipelineOptions Options = new() { Lanes = 3, RelayChunk = 4 };
}
