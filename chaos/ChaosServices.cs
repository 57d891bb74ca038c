using ChaosJobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Pipeline.Chaos;

/// <summary>The pipeline as a process has it that enqueues, and calls what an operator or a timer calls; it runs no jobs.</summary>
internal static class ChaosServices
{
    /// <param name="postgres">In place of the environment's database.</param>
    public static ServiceProvider Create(string? postgres = null)
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables();
        if (postgres is not null) settings.AddInMemoryCollection([new("PIPELINE_POSTGRES", postgres)]);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddPipeline(settings.Build()).AddWorker().AddChaos();
        // Its hosted services are not started: whatever is published, the apps publish.
        return services.BuildServiceProvider();
    }
}
