using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Pipeline.Emulator.Functions;
using Pipeline.Emulator.Invocation;
using Pipeline.Emulator.Settings;
using Pipeline.Emulator.Triggers;
using Pipeline.Emulator.Triggers.Durable;
using Pipeline.Emulator.Triggers.Http;
using Pipeline.Emulator.Triggers.RabbitMQ;
using Pipeline.Emulator.Triggers.Timers;

namespace Pipeline.Emulator.Runtime;

internal static class ServiceCollectionExtensions
{
    public static void AddEmulator(this IServiceCollection services, EmulatorOptions options, HostSettings settings, HostJson host, string scriptRoot)
    {
        services.AddSingleton(options);
        services.AddSingleton(host);
        services.AddSingleton(settings);
        services.AddSingleton(new HostStorage(settings, HostId.Of(settings, scriptRoot)));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DrainSignal>();
        services.AddSingleton<FunctionReader>();
        services.AddSingleton<FunctionCatalog>();
        services.AddSingleton<FunctionExecutor>();
        services.AddSingleton<FunctionsHost>();
        services.AddRouting();
        services.AddTriggerKinds();
        // First, as the worker is: it connects to its host before the app's own hosted services start, and nobody waits for them.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, FunctionsHostService>());
        if (options.HandleSignals) services.AddSingleton<IHostLifetime, DrainingLifetime>();
    }

    private static void AddTriggerKinds(this IServiceCollection services)
    {
        services.AddSingleton<ITriggerKind, RabbitMQTriggerKind>();
        services.AddSingleton<ITriggerKind, TimerTriggerKind>();
        services.AddSingleton<RouteValueConverter>();
        services.AddSingleton<HttpTriggerKind>();
        services.AddSingleton<ITriggerKind>(provider => provider.GetRequiredService<HttpTriggerKind>());
        services.AddSingleton<FunctionEndpoints>();
        services.AddDurableTask();
    }
}
