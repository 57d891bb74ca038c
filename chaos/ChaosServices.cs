using ChaosJobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Pipeline.Chaos;

/// <summary>The pipeline as a process has it that only enqueues.</summary>
internal static class ChaosServices
{
    public static ServiceProvider Create()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddPipeline(new ConfigurationBuilder().AddEnvironmentVariables().Build()).AddChaos();
        // Its hosted services are not started: whatever is published, the apps publish.
        return services.BuildServiceProvider();
    }
}
