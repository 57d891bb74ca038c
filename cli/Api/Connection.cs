using System.Net;

namespace Pipeline.Cli.Api;

/// <summary>Makes the HTTP client that every verb talks through.</summary>
internal static class Connection
{
    private const long LargestAnswer = 16 * 1024 * 1024;

    /// <param name="key">A function key, or null; sent as <c>x-functions-key</c> and never printed.</param>
    /// <exception cref="CommandException">The key cannot be a header.</exception>
    public static HttpClient Open(ServerAddress server, string? key)
    {
        if (key is not null && key.Any(c => c is <= ' ' or > '~'))
            throw new CommandException(ExitCode.Refused, "The key holds a space, a line break or a letter outside ASCII. Copy it again.");

        var handler = new SocketsHttpHandler
        {
            // The key must not follow a redirect to another host.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            UseCookies = false,
            // A proxy set in the environment cannot reach this machine's loopback.
            UseProxy = !server.Root.IsLoopback,
        };
        var client = new HttpClient(handler)
        {
            BaseAddress = server.Root,
            MaxResponseContentBufferSize = LargestAnswer,
            // Uploads take as long as they take; PipelineApi limits the rest.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.Add("Accept", "application/json");
        if (key is not null)
            client.DefaultRequestHeaders.Add("x-functions-key", key);

        return client;
    }
}
