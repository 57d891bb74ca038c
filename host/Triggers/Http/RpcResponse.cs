using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Invocation;
using Pipeline.LocalHost.Rpc;

namespace Pipeline.LocalHost.Triggers.Http;

/// <summary>A function's result as the response to its request.</summary>
internal static class RpcResponse
{
    public static async Task WriteAsync(HttpContext http, WorkerFunction function, InvocationResult result)
    {
        var output = function.Outputs.FirstOrDefault();
        var data = output is null || output.Name == "$return" ? result.ReturnValue : result.Outputs.FirstOrDefault(o => o.Name == output.Name)?.Data;
        if (data is not { DataCase: TypedData.DataOneofCase.Http, Http: var answer })
        {
            http.Response.StatusCode = data is null ? StatusCodes.Status204NoContent : StatusCodes.Status200OK;
            await WriteBodyAsync(http, data);
            return;
        }
        http.Response.StatusCode = int.TryParse(answer.StatusCode, CultureInfo.InvariantCulture, out var status) ? status : StatusCodes.Status200OK;
        foreach (var (name, value) in answer.Headers)
            if (!name.Equals("content-length", StringComparison.OrdinalIgnoreCase)) http.Response.Headers.Append(name, value);
        foreach (var cookie in answer.Cookies) http.Response.Cookies.Append(cookie.Name, cookie.Value, OptionsOf(cookie));
        await WriteBodyAsync(http, answer.Body);
    }

    private static async Task WriteBodyAsync(HttpContext http, TypedData? body)
    {
        ReadOnlyMemory<byte> bytes = body?.DataCase switch
        {
            TypedData.DataOneofCase.Bytes => body.Bytes.Memory,
            TypedData.DataOneofCase.Stream => body.Stream.Memory,
            TypedData.DataOneofCase.String => Encoding.UTF8.GetBytes(body.String),
            TypedData.DataOneofCase.Json => Encoding.UTF8.GetBytes(body.Json),
            TypedData.DataOneofCase.Int => Encoding.UTF8.GetBytes(body.Int.ToString(CultureInfo.InvariantCulture)),
            TypedData.DataOneofCase.Double => Encoding.UTF8.GetBytes(body.Double.ToString(CultureInfo.InvariantCulture)),
            _ => default,
        };
        if (bytes.Length > 0) await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    private static CookieOptions OptionsOf(RpcHttpCookie cookie) => new()
    {
        Domain = cookie.Domain?.Value,
        Path = cookie.Path?.Value ?? "/",
        Expires = cookie.Expires?.Value?.ToDateTimeOffset(),
        Secure = cookie.Secure?.Value ?? false,
        HttpOnly = cookie.HttpOnly?.Value ?? false,
        MaxAge = cookie.MaxAge is { } age ? TimeSpan.FromSeconds(age.Value) : null,
        SameSite = cookie.SameSite switch
        {
            RpcHttpCookie.Types.SameSite.Lax => SameSiteMode.Lax,
            RpcHttpCookie.Types.SameSite.Strict => SameSiteMode.Strict,
            RpcHttpCookie.Types.SameSite.ExplicitNone => SameSiteMode.None,
            _ => SameSiteMode.Unspecified,
        },
    };
}
