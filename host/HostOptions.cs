namespace Pipeline.LocalHost;

/// <summary>What the command line says.</summary>
internal sealed record HostOptions
{
    /// <summary>The output folder of an isolated-worker app, as an absolute path.</summary>
    public required string Folder { get; init; }

    /// <summary>Where HTTP functions listen, on 127.0.0.1. 0 takes any free port.</summary>
    public int Port { get; init; } = 7071;

    /// <summary>Whether functions that cannot run here are left out; else the app is refused.</summary>
    public bool SkipUnsupported { get; init; }

    /// <summary>How long a worker may take for each step of its start.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long running invocations may take to finish once the host stops. The real host waits 10 seconds.</summary>
    public TimeSpan DrainGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the worker may take to end once it was told to; then it is killed.</summary>
    public TimeSpan TerminateGrace { get; init; } = TimeSpan.FromSeconds(5);
}
