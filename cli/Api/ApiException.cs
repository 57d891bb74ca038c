namespace Pipeline.Cli.Api;

/// <summary>The server did not do what was asked.</summary>
internal sealed class ApiException(ExitCode exitCode, string message, Exception? inner = null)
    : CommandException(exitCode, message, inner)
{
    /// <summary>The same request may succeed if it is sent again.</summary>
    public bool Transient { get; init; }

    /// <summary>
    /// The path itself is unknown, as opposed to the flow: a wrong address, or an app that is starting and has not loaded
    /// its functions.
    /// </summary>
    public bool NoSuchPath { get; init; }

    /// <summary>How long the server asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
