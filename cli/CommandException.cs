namespace Pipeline.Cli;

/// <summary>Ends the command. The message is what the operator reads, so it says what to do next.</summary>
internal class CommandException(ExitCode exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public ExitCode ExitCode { get; } = exitCode;
}
