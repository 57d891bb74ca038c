using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pipeline.Emulator.Sdk;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Lets HTTP functions take an <c>HttpRequest</c> and return an <c>IActionResult</c> or <c>IResult</c>.</summary>
public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        builder.Services.AddMvc();
        builder.Services.TryAddSingleton<AspNetCoreIntegration>();
        return builder;
    }
}
