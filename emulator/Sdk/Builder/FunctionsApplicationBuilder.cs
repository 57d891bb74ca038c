using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipeline.Emulator.Sdk;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Builds a functions app. What it builds runs in the runtime given to <see cref="WorkerRuntime.Install"/>.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly WebApplicationBuilder _web;
    private readonly WorkerPipeline _pipeline = new();
    private bool _built;

    internal FunctionsApplicationBuilder(string[]? args)
    {
        WorkerRuntime.Installed.Prepare();
        _web = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = args,
            // The host's own variable; without it the environment is Production.
            EnvironmentName = System.Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT"),
        });
        // A worker writes no logs of its own: they go through the host, which has the console.
        Logging.ClearProviders();
        Services.AddSingleton(_pipeline);
        Services.Configure<JsonSerializerOptions>(options => options.PropertyNameCaseInsensitive = true);
    }

    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_web).Properties;

    public ConfigurationManager Configuration => _web.Configuration;

    public IHostEnvironment Environment => _web.Environment;

    public ILoggingBuilder Logging => _web.Logging;

    public IMetricsBuilder Metrics => _web.Metrics;

    public IServiceCollection Services => _web.Services;

    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    /// <summary>Builds the app with its runtime. Starting it starts the listeners of its functions.</summary>
    /// <exception cref="InvalidOperationException">It was built before, or no runtime is installed.</exception>
    public IHost Build()
    {
        if (_built) throw new InvalidOperationException("The application has already been built.");
        _built = true;
        var runtime = WorkerRuntime.Installed;
        runtime.Attach(this);
        var app = _web.Build();
        runtime.Configure(app);
        return app;
    }

    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory,
        Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull =>
        ((IHostApplicationBuilder)_web).ConfigureContainer(factory, configure);

    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        if (_built) throw new InvalidOperationException("The application has already been built.");
        _pipeline.Use(middleware);
        return this;
    }
}
