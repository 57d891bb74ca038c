using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Pipeline.Emulator.Tests.Processes;

/// <summary>Runs the class of functions that it is told as an app, so that tests can signal and kill one.</summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddSingleton(new EmulatorOptions
        {
            Port = 0,
            Classes = [typeof(Program).Assembly.GetType(args[0], throwOnError: true)!],
            ScriptRoot = args[1],
        });
        var app = builder.Build();
        await app.StartAsync();
        Console.WriteLine("started");
        await app.WaitForShutdownAsync();
        Console.WriteLine("stopped");
    }
}
