using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Pipeline.Cli.Output;

namespace Pipeline.Cli.Api;

/// <summary>Turns what went wrong on the wire into what an operator can act on.</summary>
internal static class Failure
{
    public static ApiException Of(OperationCanceledException late, ServerAddress server) =>
        new(ExitCode.ServerUnavailable, $"The server at {server} took too long to answer.", late) { Transient = true };

    public static ApiException Of(JsonException strange, ServerAddress server) => new(
        ExitCode.ServerUnavailable,
        $"What answers at {server} does not speak the pipeline's API. Check --url or PIPELINE_URL.",
        strange);

    public static ApiException Of(Exception broken, ServerAddress server) => broken switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new(
            ExitCode.ServerUnavailable,
            $"The server at {server} offers no TLS connection that this machine trusts: {Reason(broken)}.",
            broken),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => new(
            ExitCode.ServerUnavailable,
            $"The server at {server} answers with more than the pipeline's API ever would. Check --url or PIPELINE_URL.",
            broken),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => new(
            ExitCode.ServerUnavailable,
            $"No server answers at {server}: {Reason(broken)}. Start the app, or set its address with --url or PIPELINE_URL.",
            broken) { Transient = true },
        _ => new(
            ExitCode.ServerUnavailable, $"The connection to {server} broke: {Reason(broken)}.", broken) { Transient = true },
    };

    public static ApiException Of(HttpResponseMessage response, byte[] body, ServerAddress server, TimeProvider time)
    {
        var (code, problem) = ((int)response.StatusCode, Problem(response, body));
        var said = problem is null ? $"{code}" : $"{code}: {Words(problem)}";
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new(
                ExitCode.NotAuthorised, $"The server wants a valid key ({said}). Set it with --key or PIPELINE_KEY."),
            HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout => new(
                ExitCode.ServerUnavailable, $"The server has too much to do ({said}). Try again later.")
            { Transient = true, RetryAfter = RetryAfter(response, time) },
            >= HttpStatusCode.InternalServerError => new(
                ExitCode.ServerUnavailable, $"The server failed ({said}). Try again; if it stays, look at the app's log.")
            { Transient = true, RetryAfter = RetryAfter(response, time) },
            < HttpStatusCode.BadRequest => new(
                ExitCode.Refused, $"The server redirects ({code}) to {Place(response)}. If you trust it, use that with --url."),
            _ when problem is not null => new(ExitCode.Refused, $"The server refused ({said})."),
            HttpStatusCode.NotFound => new(
                ExitCode.Refused, $"There is no pipeline API at {server} (404). Check --url or PIPELINE_URL.") { NoSuchPath = true },
            _ => new(ExitCode.Refused, $"The server refused ({code} {ServerText.Clean(response.ReasonPhrase)}) and does not say why."),
        };
    }

    private static ProblemDocument? Problem(HttpResponseMessage response, byte[] body)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
            return null;

        try
        {
            var problem = JsonSerializer.Deserialize(body, ApiJson.Default.ProblemDocument);
            return problem is { Title: null, Detail: null } ? null : problem;
        }
        catch (JsonException)
        {
            // The status code alone then decides what the operator reads.
            return null;
        }
    }

    private static string Words(ProblemDocument problem) =>
        string.Join(": ", new[] { problem.Title, problem.Detail }.Select(ServerText.Clean).Where(text => text != "")).TrimEnd('.');

    private static string Reason(Exception broken)
    {
        for (var cause = broken; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException socket)
                return ServerText.Clean(socket.Message).ToLowerInvariant();
        }

        return ServerText.Clean((broken.InnerException ?? broken).Message).TrimEnd('.');
    }

    private static string Place(HttpResponseMessage response) =>
        response.Headers.Location is { } place ? ServerText.Clean(place.OriginalString) : "nowhere";

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time) =>
        response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - time.GetUtcNow() : null;
}
