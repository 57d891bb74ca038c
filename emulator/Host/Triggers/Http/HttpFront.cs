using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Emulator.Functions;
using Pipeline.Emulator.Settings;

namespace Pipeline.Emulator.Triggers.Http;

/// <summary>What the host's own front door does to a request before a function sees it.</summary>
internal static class HttpFront
{
    private const string BodyLimit = "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT";
    private const long DefaultBodyLimit = 100 * 1024 * 1024;

    /// <exception cref="UncoveredException">The body limit is no number of bytes.</exception>
    public static void UseHttpFunctions(this WebApplication app, HostSettings settings)
    {
        var limit = BodyLimitOf(settings);
        app.UseRouting();
        app.Use((http, next) =>
        {
            // A method that no function of the route takes is "not found" to the host, never "not allowed".
            if (http.GetEndpoint()?.Metadata.GetMetadata<FunctionDescriptor>() is null) return End(http, StatusCodes.Status404NotFound);
            if (http.Request.ContentLength > limit) return End(http, StatusCodes.Status413PayloadTooLarge);
            LimitBody(http, limit);
            return next(http);
        });
        ((IEndpointRouteBuilder)app).DataSources.Add(app.Services.GetRequiredService<FunctionEndpoints>());
    }

    private static long BodyLimitOf(HostSettings settings) => settings[BodyLimit] switch
    {
        null or "" => DefaultBodyLimit,
        var text when long.TryParse(text, CultureInfo.InvariantCulture, out var bytes) && bytes >= 0 => bytes,
        var text => throw new UncoveredException($"the setting '{BodyLimit}' must be a number of bytes, not '{text}'"),
    };

    /// <summary>The worker's own limit, Kestrel's 30,000,000 bytes unless the app raised it, holds beside the host's.</summary>
    private static void LimitBody(HttpContext http, long limit)
    {
        var feature = http.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (feature is { IsReadOnly: false } && !(feature.MaxRequestBodySize <= limit)) feature.MaxRequestBodySize = limit;
    }

    private static Task End(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
