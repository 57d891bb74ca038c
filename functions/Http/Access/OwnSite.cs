namespace Pipeline.Functions.Http.Access;

/// <summary>
/// Whether a request comes from a page of this host, or from no page at all. Browsers say where a request comes from, and let no script change it
/// (<see href="https://www.w3.org/TR/fetch-metadata/"/>).
/// </summary>
internal static class OwnSite
{
    public static bool Sent(HttpRequest request)
    {
        var headers = request.Headers;
        if (headers.TryGetValue("Sec-Fetch-Site", out var site) && site.ToString() == "cross-site") return false;
        if (!headers.TryGetValue("Origin", out var origin)) return true;
        // The scheme is left out: behind a front end that ends TLS this process sees another one. A proxy that keeps no host says it in a header of its own.
        return origin is [{ } page] && Uri.TryCreate(page, UriKind.Absolute, out var uri) && uri.Host.Length > 0
            && (Is(uri, request.Host.Value) || (headers.TryGetValue("X-Forwarded-Host", out var forwarded) && Is(uri, forwarded.ToString())));
    }

    private static bool Is(Uri page, string? host) => string.Equals(page.Authority, host, StringComparison.OrdinalIgnoreCase);
}
