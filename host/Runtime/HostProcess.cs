using System.Net;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Invocation;
using Pipeline.LocalHost.Settings;
using Pipeline.LocalHost.Triggers;
using Pipeline.LocalHost.Triggers.Durable;
using Pipeline.LocalHost.Triggers.Http;
using Pipeline.LocalHost.Triggers.RabbitMQ;
using Pipeline.LocalHost.Triggers.Timers;
using Pipeline.LocalHost.Worker;

namespace Pipeline.LocalHost.Runtime;

/// <summary>Puts the host together: one server with two loopback ports, one for HTTP functions and one for gRPC.</summary>
internal static class HostProcess
{
    /// <summary>Runs the app until the host is told to stop or gives up. Returns the exit code.</summary>
    /// <exception cref="UnsupportedException">The folder or the settings cannot be used.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<int> RunAsync(HostOptions options)
    {
        var app = AppFolder.Open(options.Folder);
        LocalSettings.Apply(app.Path);
        Announce(options);
        var settings = HostSettings.Create();
        var json = HostJsonReader.Read(app.HostJson, settings);
        var bodyLimit = HttpFront.BodyLimitOf(settings);
        using var host = new HostBuilder()
            .ConfigureLogging(logging => logging.AddHostConsole(json))
            .ConfigureServices(services => services.AddLocalHost(options, app, settings, json))
            .ConfigureWebHost(web => web.UseKestrel(kestrel => Listen(kestrel, options)).Configure(front => Route(front, bodyLimit)))
            .Build();
        // The services are gone once the host has run.
        var exit = host.Services.GetRequiredService<HostExit>();
        await host.RunAsync();
        return exit.Code;
    }

    // As Core Tools do; durable clients need it. Who takes any free port sets it himself.
    private static void Announce(HostOptions options)
    {
        if (options.Port != 0 && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(HostSettings.Hostname)))
            Environment.SetEnvironmentVariable(HostSettings.Hostname, $"127.0.0.1:{options.Port}");
    }

    private static void Listen(KestrelServerOptions kestrel, HostOptions options)
    {
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.AddServerHeader = false;
        kestrel.Listen(IPAddress.Loopback, options.Port, http => http.Protocols = HttpProtocols.Http1);
        kestrel.Listen(IPAddress.Loopback, 0, grpc => grpc.Protocols = HttpProtocols.Http2);
    }

    private static void Route(IApplicationBuilder front, long bodyLimit)
    {
        var addresses = front.ApplicationServices.GetRequiredService<HostAddresses>();
        front.MapWhen(http => http.Connection.LocalPort == addresses.Grpc.Port, grpc =>
        {
            grpc.UseRouting();
            grpc.UseEndpoints(HostEndpoints.MapGrpc);
        });
        front.UseHttpFunctions(bodyLimit, front.ApplicationServices.GetRequiredService<FunctionEndpoints>());
    }

    private static void AddLocalHost(this IServiceCollection services, HostOptions options, AppFolder app, HostSettings settings, HostJson json)
    {
        services.AddSingleton(options).AddSingleton(app).AddSingleton(settings).AddSingleton(json);
        services.AddSingleton(new HostStorage(settings, HostId.Of(settings, app.Path)));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<HostAddresses>().AddSingleton<HostExit>().AddSingleton<DrainSignal>();
        services.AddSingleton<ExpectedWorkers>().AddSingleton<WorkerLog>().AddSingleton<WorkerStarter>().AddSingleton<WorkerSupervisor>();
        services.AddSingleton<FunctionCatalog>().AddSingleton<InputKinds>().AddSingleton<FunctionReader>().AddSingleton<FunctionSelection>();
        services.AddSingleton<FunctionExecutor>().AddSingleton<FunctionsHost>();
        services.AddRouting();
        services.AddHttpForwarder();
        services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = grpc.MaxSendMessageSize = null);
        services.AddTriggers();
        services.AddSingleton<IHostLifetime, HostLifetime>();
        services.AddHostedService<FunctionsHostService>();
        // Drain and end of the worker take their own time.
        services.Configure<Microsoft.Extensions.Hosting.HostOptions>(stop => stop.ShutdownTimeout = options.DrainGrace + options.TerminateGrace + TimeSpan.FromSeconds(5));
    }

    private static void AddTriggers(this IServiceCollection services)
    {
        services.AddSingleton<ITriggerKind, RabbitMQTriggerKind>();
        services.AddSingleton<ITriggerKind, TimerTriggerKind>();
        services.AddSingleton<IHostPart, StoragePart>();
        services.AddSingleton<ITriggerKind, HttpTriggerKind>();
        services.AddDurableTask();
        services.AddSingleton<FunctionEndpoints>().AddSingleton<HttpCall>().AddSingleton<WorkerForwarder>();
    }
}
