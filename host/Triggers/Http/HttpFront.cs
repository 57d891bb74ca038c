using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Settings;

namespace Pipeline.LocalHost.Triggers.Http;

/// <summary>What the host's own front door does to a request before a function sees it.</summary>
internal static class HttpFront
{
    private const string BodyLimit = "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT";
    private const long DefaultBodyLimit = 100 * 1024 * 1024;

    /// <param name="limit">How many bytes a request's body may have.</param>
    public static void UseHttpFunctions(this IApplicationBuilder front, long limit, FunctionEndpoints functions)
    {
        front.UseRouting();
        front.Use((http, next) =>
        {
            // A method that no function of the route takes is "not found" to the host, never "not allowed".
            if (http.GetEndpoint()?.Metadata.GetMetadata<WorkerFunction>() is null) return End(http, StatusCodes.Status404NotFound);
            if (http.Request.ContentLength > limit) return End(http, StatusCodes.Status413PayloadTooLarge);
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature) feature.MaxRequestBodySize = limit;
            return next(http);
        });
        front.UseEndpoints(endpoints => endpoints.DataSources.Add(functions));
    }

    /// <exception cref="UnsupportedException">The body limit is no number of bytes.</exception>
    public static long BodyLimitOf(HostSettings settings) => settings[BodyLimit] switch
    {
        null or "" => DefaultBodyLimit,
        var text when long.TryParse(text, CultureInfo.InvariantCulture, out var bytes) && bytes >= 0 => bytes,
        var text => throw new UnsupportedException($"the setting '{BodyLimit}' must be a number of bytes, not '{text}'"),
    };

    private static Task End(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
