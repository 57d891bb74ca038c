using System.Collections.Concurrent;
using System.Globalization;

namespace Pipeline.Tests.Flows.Simulation;

/// <summary>10,000 seeds from 1 on; <c>PIPELINE_SIMULATION_SEEDS</c> and <c>PIPELINE_SIMULATION_SEED</c> say how many others and from which one.</summary>
public sealed class FanInSimulationTests
{
    [Fact]
    public void Whatever_happens_in_between_a_flow_closes_once_after_its_last_member()
    {
        var first = Setting("PIPELINE_SIMULATION_SEED", 1);
        var count = Setting("PIPELINE_SIMULATION_SEEDS", 10_000);
        var broken = new ConcurrentBag<(int Seed, string Story)>();
        Parallel.For(first, first + count, (seed, loop) =>
        {
            if (Simulation.Try(seed) is not { } story) return;
            broken.Add((seed, story));
            loop.Break();
        });
        // The shortest story is the easiest to follow.
        if (!broken.IsEmpty) Assert.Fail(broken.MinBy(b => b.Story.Length).Story);
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
