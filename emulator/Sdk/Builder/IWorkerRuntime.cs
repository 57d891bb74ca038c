using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Builder;

namespace Pipeline.Emulator.Sdk;

/// <summary>What runs the functions of an app. The surface of the SDK knows only this much of it.</summary>
public interface IWorkerRuntime
{
    /// <summary>Called before the app's configuration is read.</summary>
    void Prepare();

    /// <summary>Called when the app has added its services and before its container is built.</summary>
    void Attach(FunctionsApplicationBuilder builder);

    /// <summary>Called with the built app, before anyone starts it.</summary>
    void Configure(WebApplication app);
}
