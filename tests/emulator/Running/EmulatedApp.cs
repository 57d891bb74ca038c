using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Pipeline.Emulator.Runtime;

namespace Pipeline.Emulator.Tests.Running;

/// <summary>An app of a few functions, running in the test's own process.</summary>
internal sealed class EmulatedApp : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly TestFolder _folder;

    private EmulatedApp(IHost host, TestFolder folder, LogCollector logs)
    {
        _host = host;
        _folder = folder;
        Logs = logs;
    }

    public LogCollector Logs { get; }

    public Journal Journal => _host.Services.GetRequiredService<Journal>();

    public IServiceProvider Services => _host.Services;

    public HttpClient Http => new() { BaseAddress = new Uri(((WebApplication)_host).Urls.Single()) };

    /// <summary>Starts the functions of <paramref name="classes"/>, and returns when their listeners have started or failed.</summary>
    public static async Task<EmulatedApp> StartAsync(Setup setup, params Type[] classes)
    {
        var folder = new TestFolder(setup.HostJson);
        var logs = new LogCollector();
        var builder = FunctionsApplication.CreateBuilder([]);
        if (setup.WebApplication) builder.ConfigureFunctionsWebApplication();
        builder.Logging.AddProvider(logs);
        builder.Logging.AddFilter<ConsoleLoggerProvider>(null, LogLevel.None);
        builder.Services.AddSingleton<Journal>();
        builder.Services.AddSingleton(new EmulatorOptions
        {
            Port = 0,
            Assemblies = [typeof(EmulatedApp).Assembly],
            Classes = classes,
            ScriptRoot = folder.Path,
            Settings = setup.Settings,
            HandleSignals = false,
            DrainGrace = setup.DrainGrace,
        });
        setup.Configure(builder);
        var app = new EmulatedApp(builder.Build(), folder, logs);
        try
        {
            await app._host.StartAsync();
            await app.Services.GetRequiredService<FunctionsHost>().Started;
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _folder.Dispose();
    }
}
