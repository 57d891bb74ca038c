namespace Pipeline.Emulator.Invocation;

/// <summary>Tells every running invocation that the host takes nothing new any more.</summary>
internal sealed class DrainSignal : IDisposable
{
    private readonly CancellationTokenSource source = new();

    public CancellationToken Token => source.Token;

    public Task RaiseAsync() => source.CancelAsync();

    public void Dispose() => source.Dispose();
}
