namespace Pipeline.LocalHost.Invocation;

/// <summary>Tells every running invocation that the host takes nothing new any more.</summary>
internal sealed class DrainSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public CancellationToken Token => _source.Token;

    public Task RaiseAsync() => _source.CancelAsync();

    public void Dispose() => _source.Dispose();
}
