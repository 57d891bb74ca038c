using System.Net.Sockets;
using System.Security.Authentication;
using Azure;
using Azure.Identity;
using Npgsql;
using Pipeline.Messaging;
using RabbitMQ.Client.Exceptions;

namespace Pipeline;

/// <summary>What is wrong with a server, by what its client throws.</summary>
/// <param name="Kind">In a few words, without names of hosts or logins.</param>
/// <param name="Advice">What to do.</param>
/// <param name="IsFinal">Waiting cannot help.</param>
internal sealed record ServerFault(string Kind, string Advice, bool IsFinal = false)
{
    public const string Postgres = "PIPELINE_POSTGRES";
    public const string RabbitMq = "PIPELINE_RABBITMQ";
    public const string Blobs = "PIPELINE_BLOBS";

    private const int MaxText = 300;

    private const ushort NotAllowed = 530;

    /// <param name="exception">What its client threw.</param>
    /// <param name="setting">Where the server's address stands.</param>
    public static ServerFault Of(Exception exception, string setting) =>
        Causes(exception).Select(cause => Known(cause, setting)).FirstOrDefault(fault => fault is not null)
        ?? new(exception is OperationCanceledException or TimeoutException ? "no answer" : exception.GetType().Name, $"check that it runs, and {setting}");

    /// <summary>The innermost error in one line.</summary>
    public static string Text(Exception exception)
    {
        var line = Causes(exception).Last().Message.Split('\n')[0].Trim().TrimEnd('.');
        return line.Length > MaxText ? line[..MaxText] + "…" : line;
    }

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause is AggregateException { InnerExceptions: [.., var last] } ? last : cause.InnerException) yield return cause;
    }

    private static ServerFault? Known(Exception cause, string setting) => cause switch
    {
        BrokerBlockedException => new("blocked: it takes no messages until its alarm is over", "free memory or disk space on the broker"),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } => new("login refused", $"check Username and Password in {setting}", IsFinal: true),
        PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification } => new("login refused", $"check Username in {setting}, and the server's pg_hba.conf"),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new("no such database", $"create it, or check Database in {setting}"),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => new("permission denied", $"give the login of {setting} the rights that docs/deploying.md names"),
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => new("too many connections", $"raise max_connections, or lower Maximum Pool Size in {setting}"),
        PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } => new("it is starting or stopping", "wait for it"),
        AuthenticationFailureException or PossibleAuthenticationFailureException => new("login refused", $"check user, password and virtual host in {setting}", IsFinal: true),
        OperationInterruptedException { ShutdownReason.ReplyCode: NotAllowed } => new("no such virtual host", $"create it, or check the path of {setting}"),
        AuthenticationException => new("TLS certificate not trusted", $"check that the certificate is valid, and made for the host in {setting}"),
        AuthenticationFailedException => new("no token", "check the identity that the app has, or the credentials of this machine"),
        RequestFailedException { Status: 403 or 401 } => new("login refused", $"check the key or the roles of the identity for {setting}"),
        RequestFailedException { Status: 404 } => new("no such container", $"check {setting}"),
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => new("unknown host", $"check the host in {setting}"),
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => new("connection refused", $"start it, or check host and port in {setting}"),
        _ => null,
    };
}
