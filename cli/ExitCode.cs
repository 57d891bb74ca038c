namespace Pipeline.Cli;

/// <summary>What the tool tells the shell; <see cref="CommandLine"/> explains the same numbers in its help.</summary>
internal enum ExitCode
{
    Done = 0,
    FlowNotSucceeded = 1,
    Refused = 2,
    NotAuthorised = 3,
    ServerUnavailable = 4,

    /// <summary>The question was about a job that the app does not know.</summary>
    NoSuchJob = 5,

    /// <summary>A defect of the tool itself; the number is sysexits' EX_SOFTWARE.</summary>
    Defect = 70,

    /// <summary>Stopped by Ctrl-C: 128 + SIGINT, as shells count it.</summary>
    Interrupted = 130,
}
