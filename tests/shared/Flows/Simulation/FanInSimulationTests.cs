using System.Globalization;

namespace Pipeline.Tests.Flows.Simulation;

/// <summary>10,000 seeds from 1 on; <c>PIPELINE_SIMULATION_SEEDS</c> and <c>PIPELINE_SIMULATION_SEED</c> say how many others and from which one.</summary>
public sealed class FanInSimulationTests
{
    [Fact]
    public Task Whatever_happens_in_between_a_flow_closes_once_after_its_last_member() => Seeds.ShouldHoldAsync(
        Setting("PIPELINE_SIMULATION_SEED", 1), Setting("PIPELINE_SIMULATION_SEEDS", 10_000), Simulation.Try);

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
