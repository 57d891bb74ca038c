namespace Voters.Tests.Csv;

/// <summary>Bytes as a web server hands out a request's body: asynchronously or not at all, and a few at a time if asked for.</summary>
internal sealed class AsyncOnlyStream(byte[] content, int? trickle = null) : MemoryStream(content, writable: false)
{
    private const int MostAtOnce = 7;

    private readonly byte[] content = content;
    private readonly Random? random = trickle is { } seed ? new Random(seed) : null;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var most = random?.Next(1, MostAtOnce + 1) ?? buffer.Length;
        var next = content.AsSpan((int)Position..);
        next = next[..Math.Min(next.Length, Math.Min(most, buffer.Length))];
        next.CopyTo(buffer.Span);
        Position += next.Length;
        return ValueTask.FromResult(next.Length);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("Read synchronously.");

    public override int Read(Span<byte> buffer) => throw new InvalidOperationException("Read synchronously.");
}
