namespace Voters.Csv;

/// <summary>The file as a whole is refused. The message is for the person who sent it: it names the fault and what to do.</summary>
public sealed class InvalidVoterFileException : Exception
{
    public InvalidVoterFileException(string message) : base(message) { }

    public InvalidVoterFileException(long line, string message) : base($"Line {line}: {message}") => Line = line;

    /// <summary>The physical line of the fault, from 1, where there is one.</summary>
    public long? Line { get; }
}
