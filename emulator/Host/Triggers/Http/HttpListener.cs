using Pipeline.Emulator.Invocation;

namespace Pipeline.Emulator.Triggers.Http;

/// <summary>Kestrel listens for all HTTP functions; here is only their end.</summary>
internal sealed class HttpListener(InvocationGate gate) : ITriggerListener
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => gate.CloseAsync().WaitAsync(cancellationToken);
}
