using Pipeline.Emulator.Triggers.Durable.Engine;

namespace Pipeline.Emulator.Triggers.Durable;

/// <summary>A durable function's share in the one engine: the first to start starts it, the first to stop stops it.</summary>
internal sealed class DurableListener(DurableEngine engine) : ITriggerListener
{
    public Task StartAsync(CancellationToken cancellationToken) => engine.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => engine.StopAsync(cancellationToken);
}
