using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Pipeline.LocalHost.Rpc;

namespace Pipeline.LocalHost.Triggers.Http;

/// <summary>A request as it travels in the stream.</summary>
internal static class RpcRequest
{
    public static async Task<RpcHttp> ReadAsync(HttpContext http)
    {
        var request = http.Request;
        var sent = new RpcHttp { Method = request.Method, Url = request.GetDisplayUrl() };
        foreach (var (name, values) in request.Headers) sent.NullableHeaders[name.ToLowerInvariant()] = Text(values.ToString());
        foreach (var (name, values) in request.Query) sent.NullableQuery[name] = Text(values.ToString());
        foreach (var (name, value) in request.RouteValues)
            if (value is string text) sent.NullableParams[name] = Text(text);
        foreach (var (name, value) in request.Cookies) sent.Cookies.Add(new RpcHttpCookie { Name = name, Value = value });
        var body = await ByteString.FromStreamAsync(request.Body, http.RequestAborted);
        if (body.Length > 0) sent.Body = new TypedData { Bytes = body };
        return sent;
    }

    private static NullableString Text(string text) => new() { Value = text };
}
