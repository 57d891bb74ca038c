using Microsoft.AspNetCore.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What ASP.NET Core integration adds to an invocation.</summary>
public static class FunctionContextExtensions
{
    internal const string HttpContextKey = "HttpRequestContext";

    /// <summary>The request that triggered it; null where something else did.</summary>
    public static HttpContext? GetHttpContext(this FunctionContext context) => context.Items.TryGetValue(HttpContextKey, out var http) ? http as HttpContext : null;
}
