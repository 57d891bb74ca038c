using System.Globalization;
using Xunit.Abstractions;

namespace Pipeline.Tests.Simulation;

/// <summary>10,000 seeds from 1 on; <c>PIPELINE_SIMULATION_SEEDS</c> and <c>PIPELINE_SIMULATION_SEED</c> say how many others and from which one.</summary>
public sealed class JobSimulationTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Whatever_happens_between_two_steps_each_job_ends_once_and_rightly()
    {
        var first = Setting("PIPELINE_SIMULATION_SEED", 1);
        var count = Setting("PIPELINE_SIMULATION_SEEDS", 10_000);
        output.WriteLine($"seeds from {first} on: {count}");
        await Seeds.ShouldHoldAsync(first, count, seed => Try(seed, tells: false) is null ? null : Try(seed, tells: true));
    }

    private static string? Try(int seed, bool tells)
    {
        var world = new SimWorld(seed, tells);
        try
        {
            world.Run();
            return null;
        }
        catch (SimulationException e)
        {
            return $"PIPELINE_SIMULATION_SEED={seed} PIPELINE_SIMULATION_SEEDS=1: {e.Message}\n{world.Story}";
        }
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
