using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pipeline.Emulator.Sdk;
using Pipeline.Emulator.Settings;
using Pipeline.Emulator.Triggers.Http;

namespace Pipeline.Emulator.Runtime;

/// <summary>Runs the functions of an app in its own process. Install it before the app makes its builder.</summary>
/// <param name="readLocalSettings">Whether local.settings.json beside host.json fills in the environment.</param>
public sealed class EmulatorRuntime(bool readLocalSettings = true) : IWorkerRuntime
{
    /// <summary>Fills the environment, so that host and app see the same settings.</summary>
    public void Prepare()
    {
        if (readLocalSettings && ScriptRoot.Find() is { } folder) LocalSettings.Apply(folder);
    }

    /// <summary>Adds the emulator to the app.</summary>
    /// <exception cref="UncoveredException">The command line or host.json asks for something that is not covered.</exception>
    public void Attach(FunctionsApplicationBuilder builder)
    {
        var options = OptionsOf(builder);
        Announce(options);
        var root = ScriptRoot.Require(options);
        var settings = HostSettings.Create(options);
        var host = HostJsonReader.Read(Path.Combine(root, ScriptRoot.HostJson), settings);
        builder.Logging.AddHostConsole(host);
        builder.Services.AddEmulator(options, settings, host, root);
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port));
        builder.Services.Configure<HostOptions>(stop => stop.ShutdownTimeout = options.DrainGrace + TimeSpan.FromSeconds(5));
    }

    public void Configure(WebApplication app) => app.UseHttpFunctions(app.Services.GetRequiredService<HostSettings>());

    // As Core Tools do; durable clients need it. Who takes any free port sets it himself.
    private static void Announce(EmulatorOptions options)
    {
        if (options.Port != 0 && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(HostSettings.Hostname)))
            Environment.SetEnvironmentVariable(HostSettings.Hostname, $"127.0.0.1:{options.Port}");
    }

    private static EmulatorOptions OptionsOf(FunctionsApplicationBuilder builder)
    {
        var registered = builder.Services.LastOrDefault(service => service.ServiceType == typeof(EmulatorOptions));
        if (registered?.ImplementationInstance is EmulatorOptions options) return options;
        return builder.Configuration["port"] switch
        {
            null => new EmulatorOptions(),
            var text when ushort.TryParse(text, CultureInfo.InvariantCulture, out var port) => new EmulatorOptions { Port = port },
            var text => throw new UncoveredException($"--port must be 0 to 65535, not '{text}'"),
        };
    }
}
