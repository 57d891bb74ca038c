using Microsoft.Extensions.DependencyInjection;

namespace Pipeline.LocalHost.Triggers.Durable;

internal static class DurableServices
{
    /// <summary>Orchestrators, activities and durable clients on the real engine.</summary>
    public static void AddDurableTask(this IServiceCollection services)
    {
        services.AddSingleton<DurableHub>();
        services.AddSingleton<OrchestratorTurns>();
        services.AddSingleton<ActivityCalls>();
        services.AddSingleton<DurableEngine>();
        services.AddSingleton<IHostPart>(provider => provider.GetRequiredService<DurableEngine>());
        services.AddSingleton<ITriggerKind, OrchestrationTriggerKind>();
        services.AddSingleton<ITriggerKind, ActivityTriggerKind>();
        services.AddSingleton<IInputKind, DurableClientKind>();
    }
}
