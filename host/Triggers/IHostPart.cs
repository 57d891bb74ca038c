namespace Pipeline.LocalHost.Triggers;

/// <summary>What a kind of trigger needs beside its listeners. Register it as a singleton of this interface.</summary>
internal interface IHostPart
{
    /// <summary>Called once, when the functions are known and before any is indexed: checks and opens what they need.</summary>
    /// <exception cref="UnsupportedException">Something is missing or away; the host ends with this message.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Called when the listeners have stopped and the worker still runs.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}
