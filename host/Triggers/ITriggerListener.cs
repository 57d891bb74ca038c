namespace Pipeline.LocalHost.Triggers;

/// <summary>Waits for what triggers a function, and runs it.</summary>
internal interface ITriggerListener
{
    /// <exception cref="Exception">Anything: the host tries again later.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Takes nothing new, and returns when what runs has finished, or when <paramref name="cancellationToken"/> says it was long enough.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}
