using Microsoft.Extensions.DependencyInjection;
using Pipeline.Emulator.Triggers.Durable.Client;
using Pipeline.Emulator.Triggers.Durable.Engine;
using Pipeline.Emulator.Triggers.Durable.Store;

namespace Pipeline.Emulator.Triggers.Durable;

internal static class ServiceCollectionExtensions
{
    public static void AddDurableTask(this IServiceCollection services)
    {
        services.AddSingleton<ITriggerKind, OrchestrationTriggerKind>();
        services.AddSingleton<ITriggerKind, ActivityTriggerKind>();
        services.AddSingleton<IInputKind, DurableClientKind>();
        services.AddSingleton<EmulatedDurableTaskClient>();
        services.AddSingleton<Func<EmulatedDurableTaskClient>>(provider => provider.GetRequiredService<EmulatedDurableTaskClient>);
        services.AddSingleton<DurableDatabase>();
        services.AddSingleton<DurableHub>();
        services.AddSingleton<DurableJson>();
        services.AddSingleton<DurableEngine>();
        services.AddSingleton<DurableFunctions>();
        services.AddSingleton<DurableSignal>();
        services.AddSingleton<HubTable>();
        services.AddSingleton<InstanceTable>();
        services.AddSingleton<InstanceQueries>();
        services.AddSingleton<TurnPlayer>();
        services.AddSingleton<TurnReader>();
        services.AddSingleton<TurnWriter>();
    }
}
